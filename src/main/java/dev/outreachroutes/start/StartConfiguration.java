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

    /** Ends the process when a task that is done at intervals runs out of memory; after any other failure the task goes on. */
    @Bean
    ThreadPoolTaskSchedulerCustomizer intervalsEndWithoutMemory(OutOfMemory outOfMemory) {
        return scheduler -> scheduler.setErrorHandler(failure -> {
            outOfMemory.endIfCaused(failure);
            TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER.handleError(failure);
        });
    }
}
