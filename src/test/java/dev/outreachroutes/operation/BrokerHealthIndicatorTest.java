package dev.outreachroutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BrokerHealthIndicatorTest {

    @Test
    void aBrokerThatDoesNotAnswerIsDownAndSaidOnce(CapturedOutput output) {
        assertThat(down("localhost:1").getDetails()).containsEntry("brokers", "localhost:1");
        assertThat(output.getOut()).containsOnlyOnce("Kafka at localhost:1 does not answer");
    }

    @Test
    void aHostThatIsUnknownIsDownToo() {
        assertThat(down("nowhere.invalid:9092").getDetails().get("problem"))
                .asString()
                .contains("No resolvable bootstrap urls");
    }

    private static Health down(String brokers) {
        BrokerHealthIndicator broker = new BrokerHealthIndicator(brokers, Properties::new);
        try {
            broker.look();
            broker.look();
            Health health = broker.health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            return health;
        } finally {
            broker.destroy();
        }
    }
}
