package dev.outreachroutes.sandbox;

/** placeholder until MBeans */
final class StatusLine {
    StatusLine(org.springframework.context.ConfigurableApplicationContext runtime, SampleFeed feed) {}

    void start() {}
}
