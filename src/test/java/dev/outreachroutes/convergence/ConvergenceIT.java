package dev.outreachroutes.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConvergenceIT {

    @Test
    void whatOutreachHoldsIsTheFoldOfTheEvents() {
        Set<FaultKind> kinds = FaultKind.named(System.getProperty("faults", "none"));
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        int schedules = Integer.getInteger("schedules", 1);
        try (Installation system = new Installation(
                Path.of("target", "convergence", "run-" + System.currentTimeMillis()), Boolean.getBoolean("clocks"))) {
            for (int i = 0; i < schedules; i++) {
                Schedule schedule = Schedule.of(seed + i, kinds);
                long start = System.nanoTime();
                System.out.println(schedule);
                List<String> findings = new Run(system, schedule).findings();
                System.out.println(
                        "  " + (System.nanoTime() - start) / 1_000_000 + " ms " + findings.size() + " findings");
                findings.stream().limit(10).forEach(f -> System.out.println("   " + f));
                assertThat(findings).isEmpty();
            }
        }
    }
}
