package dev.outreachroutes.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.destination.Budget.Every;
import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

    @ParameterizedTest
    @CsvSource({
        "YEAR, 2026-01-01, 2026-12-31, 2026-01-01, 2027-01-01",
        "YEAR, 2026-01-01, 2027-01-01, 2027-01-01, 2028-01-01",
        "YEAR, 2026-03-15, 2026-03-14, 2025-03-15, 2026-03-15",
        "YEAR, 2026-03-15, 2028-03-15, 2028-03-15, 2029-03-15",
        "MONTH, 2026-03-15, 2026-06-14, 2026-05-15, 2026-06-15",
        "MONTH, 2026-03-15, 2026-06-15, 2026-06-15, 2026-07-15",
        "MONTH, 2026-01-31, 2026-02-28, 2026-02-28, 2026-03-31",
        "MONTH, 2026-01-31, 2026-03-30, 2026-02-28, 2026-03-31",
        "MONTH, 2026-03-15, 2026-01-20, 2026-01-15, 2026-02-15"
    })
    void everyDayIsInOnePeriod(Every every, LocalDate from, LocalDate day, LocalDate begins, LocalDate ends) {
        assertThat(new Budget(100, every, from, 5, false, 0).at(day)).isEqualTo(new Budget.Span(begins, ends));
    }

    @ParameterizedTest
    @CsvSource({"2026-06-01, 700", "2027-06-01, 0", "2025-06-01, 0"})
    void whatOthersHaveUsedCountsInThePeriodThatItWasSaidOf(LocalDate day, int used) {
        Budget budget = new Budget(1_000, Every.YEAR, LocalDate.parse("2026-01-01"), 5, false, 700);

        assertThat(budget.usedElsewhere(budget.at(day))).isEqualTo(used);
    }
}
