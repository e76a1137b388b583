package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.destination.Destination;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Fold prospect changes into a destination's backlog, and deliver what is pending in it within the quota of Outreach.
 *
 * <p>The first sentence, and the descriptions of the options, are what Camel's catalogue says of the component.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "backlog",
        title = "Backlog",
        syntax = "backlog:destination",
        category = {Category.SAAS, Category.DATABASE})
public final class BacklogEndpoint extends DefaultEndpoint {

    @UriPath(description = "Name of the destination, as in destinations.yaml")
    @Metadata(required = true)
    private String destination;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Deliver what is the same for many prospects, in bulk requests, instead of what is pending for each")
    private boolean bulk;

    @UriParam(
            label = "consumer",
            defaultValue = "8",
            description =
                    "Most requests of this destination on their way at the same time, in this process. At least 1")
    private int concurrency = 8;

    @UriParam(
            label = "consumer",
            defaultValue = "250",
            javaType = "java.time.Duration",
            description =
                    "Time between looks for work that another process folded or that has become due, in milliseconds; 10 seconds while nothing is pending")
    private long idleDelay = 250;

    BacklogEndpoint(String uri, BacklogComponent component, String destination) {
        super(uri, component);
        this.destination = destination;
    }

    @Override
    public Producer createProducer() {
        return new BacklogProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = bulk ? new BulkConsumer(this, processor) : new BacklogConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public BacklogComponent getComponent() {
        return (BacklogComponent) super.getComponent();
    }

    /** The destination as it is now. */
    Destination target() {
        return getComponent().claims().destination(destination);
    }

    public String getDestination() {
        return destination;
    }

    public void setDestination(String destination) {
        this.destination = destination;
    }

    public boolean isBulk() {
        return bulk;
    }

    public void setBulk(boolean bulk) {
        this.bulk = bulk;
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("backlog:" + destination + ": concurrency must be at least 1");
        }
        this.concurrency = concurrency;
    }

    public long getIdleDelay() {
        return idleDelay;
    }

    public void setIdleDelay(long idleDelay) {
        this.idleDelay = idleDelay;
    }
}
