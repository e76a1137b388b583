package dev.outreachroutes.start;

import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.support.TaskUtils;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

    @Bean
    DatabaseStart databaseStart(JdbcConnectionDetails database) {
        return new DatabaseStart(database);
    }

    @Bean
    OutOfMemory outOfMemory() {
        return new OutOfMemory();
    }

    /** What is done at intervals goes on after every other failure. */
    @Bean
    ThreadPoolTaskSchedulerCustomizer intervalsEndWithoutMemory(OutOfMemory outOfMemory) {
        return scheduler -> scheduler.setErrorHandler(failure -> {
            outOfMemory.endIfCaused(failure);
            TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER.handleError(failure);
        });
    }
}
