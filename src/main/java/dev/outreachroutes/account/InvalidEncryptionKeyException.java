package dev.outreachroutes.account;

/** {@code TOKEN_ENCRYPTION_KEY} is missing or is not what it has to be. Never carries the key. */
class InvalidEncryptionKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final String ACTION =
            "Set TOKEN_ENCRYPTION_KEY to 32 random bytes in base64, the same on every replica; make them with:"
                    + " openssl rand -base64 32";

    InvalidEncryptionKeyException(String problem) {
        super(problem + ". " + ACTION);
    }
}
