/* The model's arithmetic in compiled code: what the engine is measured against.

   One thread, double precision, one pass over months and draws with everything carried in the
   first-level cache. Like the engine it multiplies constant growth on from month to month instead
   of taking powers, and takes the same exponentials and logarithms: two of demand, one of supply,
   two of price. Arrays are those of scenarios/engine: rows of `stride` draws, padded. */

#include <math.h>
#include <string.h>

#define DT (1.0 / 12.0)
#define BLOCK 64 /* draws at a time: state and constants stay in the first-level cache */
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Assumptions, in the order of compiled.py, which reads it from here. */
#define ASSUMPTIONS(X) \
    X(training_efficiency_growth) X(inference_efficiency_growth) \
    X(training_efficiency_trend) X(inference_efficiency_trend) X(growth_fade_years) \
    X(induced_efficiency) X(training_demand_growth) X(inference_demand_growth) \
    X(long_run_growth) X(inference_share) X(training_rebound) X(inference_rebound) \
    X(rebound_lag_years) X(reasoning_share_initial) X(reasoning_share_limit) \
    X(reasoning_adoption_rate) X(reasoning_multiplier) X(demand_share_china) X(demand_share_row) \
    X(leakage_china) X(leakage_row) X(offshore_china) X(offshore_row) X(substitution_initial) \
    X(substitution_limit) X(substitution_rate) X(substitution_reversal_rate) \
    X(adjustment_time_years) X(hardware_life_years) X(supply_headroom) X(initial_backlog_ratio) \
    X(lead_time_years) X(supply_growth) X(supply_long_run_growth) X(supply_fade_years) \
    X(power_per_h100e_kw) X(energy_efficiency_growth) X(power_additions_gw_per_year) \
    X(power_additions_growth) X(price_performance_growth) X(scarcity_sensitivity) \
    X(premium_floor) X(premium_cap) X(premium_lag_years) X(vendor_share_long_run) \
    X(vendor_share_fade_years)

#define AS_FIELD(name) const double *name;
typedef struct { ASSUMPTIONS(AS_FIELD) } Assumptions;

#define AS_TEXT(name) #name " "
const char assumption_names[] = ASSUMPTIONS(AS_TEXT);

/* The record and the events, the same for every draw. */
typedef struct {
    int months, quarters;
    const double *quarter_shipments, *quarter_age; /* (quarter) */
    double market, vendor, revenue;
    const double *gain;      /* (month, 2) */
    const double *level;     /* (month + 1, 2) */
    const double *programme; /* (month) */
    const double *capacity;  /* (month) */
} Setting;

/* What stands in each row of a month, as in scenarios/engine/outputs.py. */
enum {
    DEMAND, DEMAND_TRAINING, DEMAND_INFERENCE,
    BASE, BASE_US, BASE_CHINA, BASE_REST,
    REVENUE, REVENUE_US, REVENUE_CHINA, REVENUE_REST,
    BACKLOG, ORDERS, SHIPMENTS, LIMIT_CHIPS, LIMIT_POWER, ADDITIONS, PRICE, SPEND,
    ROWS
};

static double between_rungs(const double *rungs, double level) {
    int below = MIN((int)level, 4);
    return rungs[below] + (rungs[below + 1] - rungs[below]) * (level - below);
}

static const double LEGAL[] = {1.0, 0.90, 0.45, 0.10, 0.0, 0.0};
static const double LEAKAGE[] = {0.0, 0.5, 1.0, 1.0, 1.0, 0.3};
static const double OFFSHORE[] = {0.0, 0.2, 0.6, 1.0, 1.0, 0.2};

static double access_of(double level, double leakage, double offshore) {
    double legal = between_rungs(LEGAL, level);
    double around = leakage * between_rungs(LEAKAGE, level);
    around += offshore * between_rungs(OFFSHORE, level);
    return MIN(1.0, legal + (1 - legal) * around);
}

static double depth_of(double t, double a0, double limit, double rate, double multiplier) {
    double share = limit / (1 + (limit / a0 - 1) * exp(-rate * t));
    return (1 + share * (multiplier - 1)) / (1 + a0 * (multiplier - 1));
}

static double response(double lag) { return -expm1(-DT / lag); }

/* One block of draws, from `first` on: the start, then all months. */
static void project_block(
    const Assumptions *a, const Setting *in, double *restrict rows, long stride, long first)
{
    /* What does not change from month to month. */
    double hazard[BLOCK], w_us[BLOCK], reached[BLOCK], w_row[BLOCK], gaining[BLOCK], losing[BLOCK];
    double limit_z[BLOCK], induced_step[BLOCK], ahead_t[BLOCK], ahead_i[BLOCK], power0[BLOCK];
    double grow_t[BLOCK], grow_i[BLOCK], grow_c[BLOCK], base_t[BLOCK];
    double rebound_t[BLOCK], rebound_i[BLOCK], part_rho[BLOCK], slowing[BLOCK];
    double plain[BLOCK], deep[BLOCK], closing[BLOCK], per_lead[BLOCK], part_pi[BLOCK];
    double sensitivity[BLOCK], floor_pi[BLOCK], cap_pi[BLOCK], pi_start[BLOCK], share_end[BLOCK];
    double share_gap[BLOCK], f_fade[BLOCK], f_supply[BLOCK], f_kw[BLOCK], f_power[BLOCK];
    double f_trend[BLOCK], f_share[BLOCK], log_settled[BLOCK], log_supply[BLOCK];
    /* What is carried from month to month. */
    double k0[BLOCK], k1[BLOCK], k2[BLOCK], b0[BLOCK], b1[BLOCK], b2[BLOCK], z[BLOCK];
    double induced[BLOCK], programme[BLOCK], rho_t[BLOCK], rho_i[BLOCK], pi[BLOCK], fade[BLOCK];
    double fade_s[BLOCK], kw[BLOCK], trend[BLOCK], faded_share[BLOCK], unadopted[BLOCK];
    double settled_t[BLOCK], settled_i[BLOCK], settled_c[BLOCK];

    for (int i = 0; i < BLOCK; i++) {
        long d = first + i;
        double s0 = 4 * in->market, share0 = in->vendor / in->market;
        double p0 = 4e9 * in->revenue / (s0 * share0);
        double life = a->hardware_life_years[d], stock = 0;
        for (int q = 0; q < in->quarters; q++)
            stock += in->quarter_shipments[q] * exp(-(in->quarter_age[q] + 0.125) / life);
        hazard[i] = response(life) / DT;
        double cap0 = s0 * (1 + a->supply_headroom[d]);
        double backlog0 = a->initial_backlog_ratio[d] * cap0 * a->lead_time_years[d];
        double g_t = a->training_demand_growth[d] / a->training_efficiency_trend[d];
        double g_i = a->inference_demand_growth[d] / a->inference_efficiency_trend[d];
        double a0 = a->reasoning_share_initial[d], most = a->reasoning_share_limit[d];
        double rate = a->reasoning_adoption_rate[d], times = a->reasoning_multiplier[d];
        double part_i = a->inference_share[d];
        double gamma = log((1 - part_i) * g_t
                           + part_i * g_i * pow(depth_of(DT, a0, most, rate, times), 12));
        double orders0 = s0 + gamma * backlog0 - hazard[i] * stock;
        double v0 = MAX(0.0, stock + backlog0 + a->adjustment_time_years[d] * orders0);

        double sigma_c = a->demand_share_china[d], sigma_r = a->demand_share_row[d];
        z[i] = a->substitution_initial[d];
        w_us[i] = 1 - sigma_c - sigma_r;
        double w_china = sigma_c * (1 - z[i])
            * access_of(in->level[0], a->leakage_china[d], a->offshore_china[d]);
        double w_rest = sigma_r * access_of(in->level[1], a->leakage_row[d], a->offshore_row[d]);
        double sum = w_us[i] + w_china + w_rest, d0 = v0 / sum;
        k0[i] = stock * w_us[i] / sum; k1[i] = stock * w_china / sum; k2[i] = stock * w_rest / sum;
        b0[i] = backlog0 * w_us[i] / sum;
        b1[i] = backlog0 * w_china / sum;
        b2[i] = backlog0 * w_rest / sum;
        limit_z[i] = a->substitution_limit[d];

        double tau = a->growth_fade_years[d], late = log(a->long_run_growth[d]);
        ahead_t[i] = log(a->training_efficiency_growth[d] / a->training_efficiency_trend[d]) * tau;
        ahead_i[i] = log(a->inference_efficiency_growth[d] / a->inference_efficiency_trend[d]) * tau;
        grow_t[i] = (log(g_t) - late) * tau; grow_i[i] = (log(g_i) - late) * tau;
        settled_t[i] = grow_t[i]; settled_i[i] = grow_i[i]; log_settled[i] = late * DT;
        fade[i] = 1; f_fade[i] = exp(-DT / tau);
        induced[i] = 0; programme[i] = 0; rho_t[i] = 0; rho_i[i] = 0;
        rebound_t[i] = a->training_rebound[d]; rebound_i[i] = a->inference_rebound[d];
        part_rho[i] = response(a->rebound_lag_years[d]);
        base_t[i] = d0 * (1 - part_i);
        plain[i] = d0 * part_i / (1 + a0 * (times - 1));
        deep[i] = plain[i] * most * (times - 1);
        unadopted[i] = most / a0 - 1; slowing[i] = exp(-rate * DT);

        closing[i] = 1 / a->adjustment_time_years[d];
        per_lead[i] = 1 / a->lead_time_years[d];
        double tau_s = a->supply_fade_years[d];
        log_supply[i] = log(a->supply_long_run_growth[d]) * DT;
        grow_c[i] = (log(a->supply_growth[d]) - log(a->supply_long_run_growth[d])) * tau_s;
        settled_c[i] = log(cap0) + grow_c[i];
        fade_s[i] = 1; f_supply[i] = exp(-DT / tau_s);
        kw[i] = a->power_per_h100e_kw[d]; f_kw[i] = pow(a->energy_efficiency_growth[d], -DT);
        power0[i] = 1e6 * a->power_additions_gw_per_year[d];
        f_power[i] = pow(a->power_additions_growth[d], DT);

        sensitivity[i] = a->scarcity_sensitivity[d];
        floor_pi[i] = a->premium_floor[d]; cap_pi[i] = a->premium_cap[d];
        part_pi[i] = response(a->premium_lag_years[d]);
        double start = sensitivity[i] * log(a->initial_backlog_ratio[d]);
        pi[i] = MAX(floor_pi[i], MIN(cap_pi[i], start));
        pi_start[i] = 1 / (1 + pi[i]);
        trend[i] = p0; f_trend[i] = pow(a->price_performance_growth[d], -DT);
        share_end[i] = a->vendor_share_long_run[d]; share_gap[i] = share0 - share_end[i];
        faded_share[i] = 1; f_share[i] = exp(-DT / a->vendor_share_fade_years[d]);
    }

    for (int month = 0; month < in->months; month++) {
        const double *level = in->level + 2 * (month + 1);
        if (month == 0 || level[0] != level[-2] || level[1] != level[-1])
            for (int i = 0; i < BLOCK; i++) {
                long d = first + i;
                double legal = between_rungs(LEGAL, level[0]);
                double c = access_of(level[0], a->leakage_china[d], a->offshore_china[d]);
                reached[i] = a->demand_share_china[d] * c;
                w_row[i] = a->demand_share_row[d]
                    * access_of(level[1], a->leakage_row[d], a->offshore_row[d]);
                gaining[i] = DT * a->substitution_rate[d] * (1 - legal);
                losing[i] = DT * a->substitution_reversal_rate[d] * legal;
                induced_step[i] = a->induced_efficiency[d] * (1 - c) * DT;
            }
        double shock_t = in->gain[2 * month], shock_i = in->gain[2 * month + 1];
        double money = in->programme[month], left = in->capacity[month];
        double *row[ROWS];
        for (int r = 0; r < ROWS; r++) row[r] = rows + (month * ROWS + r) * stride + first;

        /* No two rows overlap. */
#pragma GCC ivdep
        for (int i = 0; i < BLOCK; i++) {
            /* 3 Export access */
            z[i] += gaining[i] * MAX(0.0, limit_z[i] - z[i]) - losing[i] * z[i];
            double w_china = reached[i] * (1 - z[i]);
            /* 1 Efficiency */
            fade[i] *= f_fade[i];
            induced[i] += induced_step[i];
            double q_t = ahead_t[i] * (1 - fade[i]) + shock_t + induced[i];
            double q_i = ahead_i[i] * (1 - fade[i]) + shock_i;
            /* 2 Demand */
            double relative = (1 + pi[i]) * pi_start[i], log_relative = log(relative);
            rho_t[i] += part_rho[i] * (q_t - log_relative - rho_t[i]);
            rho_i[i] += part_rho[i] * (q_i - log_relative - rho_i[i]);
            settled_t[i] += log_settled[i];
            settled_i[i] += log_settled[i];
            double x_t = settled_t[i] - grow_t[i] * fade[i] - q_t + rebound_t[i] * rho_t[i];
            double x_i = settled_i[i] - grow_i[i] * fade[i] - q_i + rebound_i[i] * rho_i[i];
            unadopted[i] *= slowing[i];
            double scale_i = plain[i] + deep[i] / (1 + unadopted[i]);
            double d_t = base_t[i] * exp(MAX(-200.0, MIN(200.0, x_t)));
            double d_i = scale_i * exp(MAX(-200.0, MIN(200.0, x_i)));
            /* 4 Orders */
            trend[i] *= f_trend[i];
            double price = trend[i] * relative, wanted = d_t + d_i;
            programme[i] += money / price;
            double o0 = closing[i] * (w_us[i] * wanted + programme[i] - k0[i] - b0[i]);
            double o1 = closing[i] * (w_china * wanted - k1[i] - b1[i]);
            double o2 = closing[i] * (w_row[i] * wanted - k2[i] - b2[i]);
            o0 = MAX(0.0, o0 + hazard[i] * k0[i]);
            o1 = MAX(0.0, o1 + hazard[i] * k1[i]);
            o2 = MAX(0.0, o2 + hazard[i] * k2[i]);
            double w0 = b0[i] + o0 * DT, w1 = b1[i] + o1 * DT, w2 = b2[i] + o2 * DT;
            double waiting = w0 + w1 + w2;
            /* 5 Supply */
            fade_s[i] *= f_supply[i];
            settled_c[i] += log_supply[i];
            kw[i] *= f_kw[i];
            power0[i] *= f_power[i];
            double chips = exp(settled_c[i] - grow_c[i] * fade_s[i]) * left;
            double power = power0[i] / kw[i], limit = MIN(chips, power);
            double due = waiting * per_lead[i], ship = MIN(due, limit);
            double part = waiting > 0 ? ship / waiting : 0;
            double s0 = part * w0, s1 = part * w1, s2 = part * w2;
            b0[i] = w0 - s0 * DT;
            b1[i] = w1 - s1 * DT;
            b2[i] = w2 - s2 * DT;
            k0[i] += (s0 - hazard[i] * k0[i]) * DT;
            k1[i] += (s1 - hazard[i] * k1[i]) * DT;
            k2[i] += (s2 - hazard[i] * k2[i]) * DT;
            /* 6 Price and revenue */
            faded_share[i] *= f_share[i];
            double share = share_end[i] + share_gap[i] * faded_share[i];
            double earned = price * share * 1e-9;
            double scarcity = MAX(1e-12, due / MAX(limit, 1e-12));
            double aim = MAX(floor_pi[i], MIN(cap_pi[i], sensitivity[i] * log(scarcity)));
            pi[i] += part_pi[i] * (aim - pi[i]);

            row[DEMAND][i] = wanted;
            row[DEMAND_TRAINING][i] = d_t;
            row[DEMAND_INFERENCE][i] = d_i;
            row[BASE][i] = k0[i] + k1[i] + k2[i];
            row[BASE_US][i] = k0[i];
            row[BASE_CHINA][i] = k1[i];
            row[BASE_REST][i] = k2[i];
            row[REVENUE][i] = ship * earned;
            row[REVENUE_US][i] = s0 * earned;
            row[REVENUE_CHINA][i] = s1 * earned;
            row[REVENUE_REST][i] = s2 * earned;
            row[BACKLOG][i] = b0[i] + b1[i] + b2[i];
            row[ORDERS][i] = o0 + o1 + o2;
            row[SHIPMENTS][i] = ship;
            row[LIMIT_CHIPS][i] = chips;
            row[LIMIT_POWER][i] = power;
            row[ADDITIONS][i] = ship * kw[i] * 1e-6;
            row[PRICE][i] = price;
            row[SPEND][i] = ship * price * 1e-9;
        }
    }
}

/* Project `stride` draws, a multiple of BLOCK, into `rows`, (month, row, draw). */
void project(const Assumptions *a, const Setting *in, double *rows, long stride)
{
    for (long first = 0; first < stride; first += BLOCK)
        project_block(a, in, rows, stride, first);
}

/* Order x[lo..hi) so far that each x[k[0..n)] is what it would be in a sorted row. The partition
   has no branch that depends on the numbers, which is what makes it fast. */
static void settle(double *x, long lo, long hi, const long *k, int n)
{
    while (n > 0 && hi - lo > 24) {
        double a = x[lo], b = x[lo + (hi - lo) / 2], c = x[hi - 1];
        double pivot = MAX(MIN(a, b), MIN(MAX(a, b), c));
        long cut = lo;
        for (long i = lo; i < hi; i++) {
            double value = x[i];
            x[i] = x[cut];
            x[cut] = value;
            cut += value < pivot;
        }
        if (cut == lo) { /* the pivot is the least: set its equals aside */
            for (long i = lo; i < hi; i++) {
                double value = x[i];
                x[i] = x[cut];
                x[cut] = value;
                cut += value <= pivot;
            }
            while (n > 0 && *k < cut) k++, n--;
            lo = cut;
            continue;
        }
        int left = 0;
        while (left < n && k[left] < cut) left++;
        settle(x, lo, cut, k, left);
        lo = cut;
        k += left;
        n -= left;
    }
    if (n > 0)
        for (long i = lo + 1; i < hi; i++) {
            double value = x[i];
            long j = i;
            for (; j > lo && x[j - 1] > value; j--) x[j] = x[j - 1];
            x[j] = value;
        }
}

/* Percentiles over the draws after the first column, (month, row, percentile), into `out`. `row` is
   room for one row of draws. */
void percentiles(const double *rows, int months, long stride, long draws, double *row, double *out)
{
    static const double LEVELS[] = {0.05, 0.25, 0.50, 0.75, 0.95};
    long place[10];
    for (int p = 0; p < 5; p++) {
        place[2 * p] = (long)(LEVELS[p] * (draws - 1));
        place[2 * p + 1] = MIN(place[2 * p] + 1, draws - 1);
    }
    for (long r = 0; r < (long)months * ROWS; r++) {
        memcpy(row, rows + r * stride + 1, draws * sizeof(double));
        settle(row, 0, draws, place, 10);
        for (int p = 0; p < 5; p++) {
            double low = row[place[2 * p]], high = row[place[2 * p + 1]];
            *out++ = low + (high - low) * (LEVELS[p] * (draws - 1) - place[2 * p]);
        }
    }
}
