package dev.outreachroutes.reload;

import dev.outreachroutes.monitor.Words;

/** The configuration as JMX shows it, and so the console. Texts are empty when there is nothing to say. */
@Words("The configuration: which files run, and what is wrong with those that do not")
public interface ConfigurationMBean {

    @Words("The beginning of the hash of the files that run")
    String getVersion();

    @Words("When they began to run in this process")
    String getSince();

    @Words("What changed then")
    String[] getLastChange();

    @Words("What is wrong with the files in ROUTES_DIR, so that they do not run")
    String[] getMistakes();

    @Words("What went wrong when files without mistakes were to be run")
    String getFailure();

    @Words("All replicas: name, version, since when")
    String[] getReplicas();

    @Words("Whether replicas run different configurations for longer than a minute")
    boolean isDiffering();

    @Words("Checks the files in ROUTES_DIR, and changes nothing; returns what is wrong or doubtful")
    String[] check();

    @Words("Runs the files in ROUTES_DIR in this process, if nothing is wrong with them; returns what is so then")
    String reload();
}
