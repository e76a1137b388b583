package dev.outreachroutes.reload;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/** The thread that looks; its own, because to stop a route may take as long as a request. Ends before the routes do. */
final class Watching implements SmartLifecycle {

    private final ConfigurationWatcher watcher;
    private final ReloadSettings settings;
    private ScheduledExecutorService thread;

    Watching(ConfigurationWatcher watcher, ReloadSettings settings) {
        this.watcher = watcher;
        this.settings = settings;
    }

    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread each = new Thread(task, "configuration");
            each.setDaemon(true);
            return each;
        });
        long every = settings.every().toMillis();
        thread.scheduleWithFixedDelay(watcher::look, every, every, TimeUnit.MILLISECONDS);
    }

    /** What is being changed is finished first. */
    @Override
    public void stop() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public boolean isAutoStartup() {
        return settings.watch();
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
