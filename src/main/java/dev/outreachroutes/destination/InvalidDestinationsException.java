package dev.outreachroutes.destination;

import java.util.List;
import java.util.stream.Collectors;

/** {@code destinations.yaml} cannot be used; carries every mistake in it. */
public class InvalidDestinationsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    public InvalidDestinationsException(String file, List<Mistake> mistakes) {
        super(file + " has " + mistakes.size() + (mistakes.size() == 1 ? " mistake:" : " mistakes:")
                + mistakes.stream().map(mistake -> "\n  - " + mistake).collect(Collectors.joining()));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }
}
