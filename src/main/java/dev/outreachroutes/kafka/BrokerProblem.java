package dev.outreachroutes.kafka;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.springframework.core.NestedExceptionUtils;

/** Says what a failure of a Kafka client means for an operator, and what to do: goes on from "Kafka at host:port ...". */
final class BrokerProblem {

    private BrokerProblem() {}

    static String of(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        if (failure instanceof SslAuthenticationException) {
            return certificate(root);
        }
        if (failure instanceof UnsupportedSaslMechanismException) {
            return "does not take KAFKA_SASL_MECHANISM (" + failure.getMessage() + "): set another";
        }
        if (failure instanceof AuthenticationException) {
            return "refuses the user (" + failure.getMessage()
                    + "): check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM";
        }
        if (failure instanceof AuthorizationException) {
            return "lets us in, but not everywhere (" + failure.getMessage() + "): give the user this right";
        }
        if (failure instanceof FencedInstanceIdException) {
            return "knows another consumer by our name: KAFKA_GROUP_INSTANCE_ID has to be different in each replica";
        }
        return "cannot be used (" + root.getMessage() + "): check KAFKA_BROKERS";
    }

    /** Why the next record of a partition cannot be read: goes on from "stands still, because ...". */
    static String ofRecords(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        List<Throwable> chain =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        if (chain.stream().noneMatch(LinkageError.class::isInstance)) {
            return "its next record cannot be read (" + root.getMessage()
                    + "): have the broker restore it, or remove what is damaged with kafka-delete-records; then start the"
                    + " route again";
        }
        return Codec.of(chain.toString()).withoutLibrary(root.getMessage());
    }

    private static String certificate(Throwable root) {
        String said = String.valueOf(root.getMessage());
        if (root instanceof CertPathBuilderException) {
            return "shows a certificate that is not trusted (" + said
                    + "): set KAFKA_CA_CERTIFICATE to the authority that issued it";
        }
        if (root instanceof CertificateExpiredException) {
            return "shows a certificate that is past its time (" + said + "): renew it at the brokers";
        }
        if (said.startsWith("No name matching ") || said.startsWith("No subject alternative ")) {
            return "shows a certificate for another name (" + said + "): KAFKA_BROKERS has to have the name in it";
        }
        if (said.startsWith("Received fatal alert")) {
            return "refuses the TLS connection (" + said
                    + "): check KAFKA_CLIENT_CERTIFICATE and KAFKA_CLIENT_PRIVATE_KEY";
        }
        return "cannot be reached by TLS (" + said + "): check KAFKA_SECURITY_PROTOCOL and the port in KAFKA_BROKERS";
    }
}
