"""The settings of one scenario as a whole: name, start, horizon, draws, correlations."""

from __future__ import annotations

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.event_texts import EventTexts
from desktop.form import named, show_words, spoken
from scenarios import record
from scenarios.errors import problems_of
from scenarios.months import Month
from scenarios.scenario import Scenario

#: Offered numbers of draws; any from 1 to 65,536 can be typed.
DRAWS = (256, 1024, 4096, 16_384, 65_536)

_FIRST, _SECOND, _RANK = range(3)


class ScenarioSettings(QDialog):
    """Edits what is said of a scenario as a whole, and says at once what cannot be.

    Signals
    -------
    edited : the scenario as it is wanted, on OK
    """

    edited = Signal(object)

    def __init__(self, scenario: Scenario, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scenario = self._wanted = scenario
        self.setObjectName("scenario_settings")
        self._create()
        self._lay_out()
        self._show()
        self._connect()
        self._check()

    def wanted(self) -> Scenario:
        """The scenario as it is set now, or as it was while something is wrong."""
        return self._wanted

    def _create(self) -> None:
        self._name = spoken(QLineEdit(), "scenario_name", self.tr("Name"))
        self._description = spoken(QPlainTextEdit(), "scenario_description", self.tr("Description"))
        self._description.setTabChangesFocus(True)
        self._as_of = spoken(QComboBox(), "scenario_as_of", self.tr("Starts after"))
        self._horizon = spoken(QSpinBox(), "scenario_horizon", self.tr("Months projected"))
        self._horizon.setRange(6, 120)
        self._horizon.setSuffix(self.tr(" months"))
        self._draws = spoken(QComboBox(), "scenario_draws", self.tr("Draws"))
        self._draws.setEditable(True)
        self._seed = spoken(QSpinBox(), "scenario_seed", self.tr("Seed"))
        self._seed.setRange(0, 2**31 - 1)
        self._correlations = spoken(
            QTableWidget(0, 3), "scenario_correlations", self.tr("Correlations")
        )
        self._add = named(QPushButton(self.tr("&Add a correlation")), "correlation_add")
        self._remove = named(QPushButton(self.tr("&Remove")), "correlation_remove")
        self._words = named(QLabel(), "scenario_problems")
        self._words.setWordWrap(True)
        buttons = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Scenario settings"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Name"), self._name)
        form.addRow(self.tr("&Description"), self._description)
        form.addRow(self.tr("&Starts after"), self._as_of)
        form.addRow(self.tr("&Horizon"), self._horizon)
        form.addRow(self.tr("Dra&ws"), self._draws)
        form.addRow(self.tr("S&eed"), self._seed)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 18, 20, 16)
        page.setSpacing(14)
        page.addLayout(form)
        page.addWidget(self._correlation_box())
        page.addWidget(self._words)
        page.addWidget(self._buttons)
        self.resize(560, 620)

    def _correlation_box(self) -> QGroupBox:
        table = self._correlations
        headings = [self.tr("Assumption"), self.tr("and"), self.tr("Rank correlation")]
        table.setHorizontalHeaderLabels(headings)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setStretchLastSection(True)
        table.setColumnWidth(_FIRST, 190)
        table.setColumnWidth(_SECOND, 190)
        box = QGroupBox(self.tr("Assumptions that vary together"))
        row = QHBoxLayout()
        row.addWidget(self._add)
        row.addWidget(self._remove)
        row.addStretch()
        column = QVBoxLayout(box)
        column.addWidget(table)
        column.addLayout(row)
        return box

    def _connect(self) -> None:
        for signal in (
            self._name.textChanged,
            self._description.textChanged,
            self._as_of.currentIndexChanged,
            self._horizon.valueChanged,
            self._draws.currentTextChanged,
            self._seed.valueChanged,
        ):
            signal.connect(self._check)
        self._add.clicked.connect(self._add_pair)
        self._remove.clicked.connect(self._remove_pair)
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)

    def _show(self) -> None:
        scenario, locale = self._scenario, self.locale()
        texts = EventTexts(locale)
        self._name.setText(scenario.name)
        self._description.setPlainText(scenario.description)
        for month in reversed(record.as_of_months(scenario.data)):
            self._as_of.addItem(texts.month(month), month.ordinal)
        self._as_of.setCurrentIndex(self._as_of.findData(scenario.as_of.ordinal))
        self._horizon.setValue(scenario.horizon_months)
        self._draws.addItems([locale.toString(count) for count in DRAWS])
        self._draws.setCurrentText(locale.toString(scenario.uncertainty.draws))
        self._seed.setValue(min(scenario.uncertainty.seed, 2**31 - 1))
        for pair in scenario.uncertainty.correlations:
            self._append(*pair)

    def _append(self, first: str, second: str, rank: float) -> None:
        row = self._correlations.rowCount()
        self._correlations.insertRow(row)
        for column, name in ((_FIRST, first), (_SECOND, second)):
            box = QComboBox()
            for declared in self._scenario.declared.values():
                if declared.has_spread:
                    box.addItem(declared.label, declared.id)
            box.setCurrentIndex(box.findData(name))
            box.setAccessibleName(self.tr("Assumption"))
            box.currentIndexChanged.connect(self._check)
            self._correlations.setCellWidget(row, column, box)
        number = QDoubleSpinBox()
        number.setRange(-0.99, 0.99)
        number.setSingleStep(0.1)
        number.setValue(rank)
        number.setAccessibleName(self.tr("Rank correlation"))
        number.valueChanged.connect(self._check)
        self._correlations.setCellWidget(row, _RANK, number)

    def _add_pair(self) -> None:
        self._append("training_rebound", "inference_rebound", 0.5)
        self._correlations.selectRow(self._correlations.rowCount() - 1)
        self._check()

    def _remove_pair(self) -> None:
        rows = {index.row() for index in self._correlations.selectedIndexes()}
        last = self._correlations.rowCount() - 1
        for row in sorted(rows or ({last} if last >= 0 else set()), reverse=True):
            self._correlations.removeRow(row)
        self._check()

    def _pairs(self) -> list[tuple[str, str, float]]:
        table, pairs = self._correlations, []
        for row in range(table.rowCount()):
            first, second = (table.cellWidget(row, column) for column in (_FIRST, _SECOND))
            rank = table.cellWidget(row, _RANK)
            assert isinstance(first, QComboBox)
            assert isinstance(second, QComboBox)
            assert isinstance(rank, QDoubleSpinBox)
            pairs.append((first.currentData(), second.currentData(), rank.value()))
        return pairs

    def _check(self) -> None:
        """Make the scenario that is wanted, or say in words what is wrong with it."""
        draws, is_number = self.locale().toInt(self._draws.currentText())
        seed = self._scenario.uncertainty.seed if self._seed_untouched() else self._seed.value()
        try:
            self._wanted = self._scenario.replace(
                name=self._name.text().strip() or self._scenario.name,
                description=self._description.toPlainText().strip(),
                as_of=Month(self._as_of.currentData()),
                horizon_months=self._horizon.value(),
                uncertainty={
                    "draws": draws if is_number else -1,
                    "seed": seed,
                    "correlations": self._pairs(),
                },
            )
            words = ""
        except ValidationError as error:
            self._wanted = self._scenario
            words = "\n".join(map(str, problems_of(error)))
        show_words(self._words, words, "error")
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not words)

    def _seed_untouched(self) -> bool:
        return self._seed.value() == min(self._scenario.uncertainty.seed, 2**31 - 1)

    def _accept(self) -> None:
        if self._wanted != self._scenario:
            self.edited.emit(self._wanted)
        self.accept()
