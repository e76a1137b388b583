package dev.outreachroutes.destination.file;

import dev.outreachroutes.settings.InvalidSettingException;
import java.util.List;

/** The files of {@code ROUTES_DIR} cannot be used; carries every mistake in them, and tells the first of them. */
public class InvalidConfigurationException extends InvalidSettingException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> mistakes;

    public InvalidConfigurationException(String directory, List<Finding> mistakes) {
        super(
                directory + " has " + Findings.count(mistakes, "mistake") + ":" + Findings.lines(mistakes),
                "Correct every place listed, or set ROUTES_DIR to another directory, then start again. Nothing has been read or"
                        + " sent.");
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Finding> mistakes() {
        return mistakes;
    }
}
