package dev.outreachroutes.settings;

/**
 * Ends the start: a setting, or what it names, cannot be as it is. Tells what is wrong and what to do, and never carries the value of
 * a password, a key or a token.
 */
public class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String cure;

    /**
     * @param problem what is wrong, as a sentence that names the setting
     * @param cure what to set right, as a sentence
     */
    public InvalidSettingException(String problem, String cure) {
        super(problem);
        this.cure = cure;
    }

    /** What to set right, as a sentence. */
    public String cure() {
        return cure;
    }
}
