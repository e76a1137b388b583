package dev.outreachroutes.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;

/** Makes the consumers of Camel's routes: with names in their groups, and so that no failure of theirs goes unheard. */
final class RouteConsumers extends DefaultKafkaClientFactory {

    private final GroupMembers members;
    private final LostRecords lost;
    private final PatientPolling polling;
    private final BrokerProblems problems;

    RouteConsumers(GroupMembers members, LostRecords lost, PatientPolling polling, BrokerProblems problems) {
        this.members = members;
        this.lost = lost;
        this.polling = polling;
        this.problems = problems;
    }

    @Override
    public Consumer<Object, Object> getConsumer(Properties properties) {
        String group = properties.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        lost.watch(group);
        Consumer<Object, Object> consumer = heard(made(members.named(properties)));
        boolean fromLatest = "latest".equals(properties.getProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG));
        polling.begin(consumer, group, fromLatest);
        return consumer;
    }

    /** Camel tries again for ever, and what it says of that is not heard either. */
    private Consumer<?, ?> made(Properties properties) {
        try {
            return super.getConsumer(properties);
        } catch (RuntimeException e) {
            problems.met(Thread.currentThread(), BrokerProblem.of(e));
            throw e;
        }
    }

    /** Camel hears of a consumer's exceptions. Of errors it does not: it runs the thread as a task, and nobody asks how that ended. */
    @SuppressWarnings("unchecked")
    private static Consumer<Object, Object> heard(Consumer<?, ?> consumer) {
        return (Consumer<Object, Object>) Proxy.newProxyInstance(
                RouteConsumers.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                (proxy, method, arguments) -> call(consumer, method, arguments));
    }

    private static Object call(Consumer<?, ?> consumer, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(consumer, arguments);
        } catch (InvocationTargetException e) {
            Throwable failure = e.getCause();
            if (failure instanceof LinkageError) {
                throw new KafkaException(failure);
            }
            if (failure instanceof Error) {
                Thread current = Thread.currentThread();
                current.getUncaughtExceptionHandler().uncaughtException(current, failure);
            }
            throw failure;
        }
    }
}
