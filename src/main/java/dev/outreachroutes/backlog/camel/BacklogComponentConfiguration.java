package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogSettings;
import dev.outreachroutes.backlog.Batches;
import dev.outreachroutes.backlog.BulkPlans;
import dev.outreachroutes.backlog.Claims;
import dev.outreachroutes.database.DatabaseClock;
import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.outreach.request.BulkIdsGuard;
import dev.outreachroutes.outreach.request.RequestDeadline;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BacklogComponentConfiguration {

    /** It is the last look before a request leaves, so its time is never too early. */
    @Bean
    LeaseGuard leaseGuard(BacklogSettings settings, InstantSource clock) {
        return new LeaseGuard(settings, clock instanceof DatabaseClock database ? database::atLatest : clock);
    }

    @Bean
    RequestDeadline requestDeadline(BacklogSettings settings) {
        return new RequestDeadline(settings.longestRequest());
    }

    @Bean
    ComponentCustomizer httpComponent(RequestDeadline deadline) {
        return ComponentCustomizer.builder(HttpComponent.class)
                .build(component -> component.setHttpClientConfigurer(
                        client -> client.addExecInterceptorFirst("request-deadline", deadline)
                                .addExecInterceptorFirst("bulk-ids", new BulkIdsGuard())));
    }

    /** Named so that Camel finds it for the {@code backlog:} scheme. */
    @Bean("backlog-component")
    BacklogComponent backlogComponent(
            Backlog backlog,
            Claims claims,
            Batches batches,
            BulkPlans plans,
            BacklogSettings settings,
            MeterRegistry meters,
            DatabaseProblems trouble,
            InstantSource clock) {
        return new BacklogComponent(backlog, claims, batches, plans, settings, meters, trouble, clock);
    }
}
