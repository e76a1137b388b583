package dev.outreachroutes.outreach.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OutreachConfiguration {

    @Bean
    ResponseCheck responseCheck(InstantSource clock) {
        return new ResponseCheck(clock);
    }

    @Bean
    RequestGuard requestGuard() {
        return new RequestGuard(outreachJson());
    }

    /** The form of requests does not follow the application's own JSON settings. */
    @Bean(autowireCandidate = false)
    ObjectMapper outreachJson() {
        return JsonMapper.builder().build();
    }
}
