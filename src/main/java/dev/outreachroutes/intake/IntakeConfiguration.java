package dev.outreachroutes.intake;

import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.profile.ProfileReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

    @Bean
    Intake intake(Destinations destinations, MeterRegistry meters, InstantSource clock) {
        return new Intake(new ProfileReader(), destinations, meters, clock);
    }

    @Bean
    Exclusions exclusions(JdbcClient jdbc, PlatformTransactionManager transactions, InstantSource clock) {
        return new Exclusions(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    IntakeErrors intakeErrors(DatabaseProblems database) {
        return new IntakeErrors(database);
    }

    @Bean
    SingleRecordRetry singleRecordRetry() {
        return new SingleRecordRetry(System::nanoTime);
    }
}
