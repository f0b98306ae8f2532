"""The desktop application: a window on the scenarios, with Qt and nothing of the model inside."""
