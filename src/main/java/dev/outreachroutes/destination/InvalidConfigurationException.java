package dev.outreachroutes.destination;

import java.util.List;

/** The files of {@code ROUTES_DIR} cannot be used; carries every mistake in them, and tells the first of them. */
public class InvalidConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> mistakes;

    public InvalidConfigurationException(String directory, List<Finding> mistakes) {
        super(directory + " has " + Findings.count(mistakes, "mistake") + ":" + Findings.lines(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Finding> mistakes() {
        return mistakes;
    }
}
