package dev.outreachroutes.account;

import dev.outreachroutes.encryption.Encryption;
import java.util.List;

/** Encrypts tokens for the database. */
final class TokenCipher {

    private final Encryption encryption;

    /**
     * @param key base64 of exactly 32 bytes
     * @param oldKeys further keys of that form, for reading only
     * @throws dev.outreachroutes.settings.InvalidSettingException when one is anything else
     */
    TokenCipher(String key, List<String> oldKeys) {
        this.encryption = new Encryption(key, oldKeys);
    }

    /** Null for null. */
    byte[] encrypt(String token) {
        return encryption.encrypt(token);
    }

    /**
     * Null for null.
     *
     * @throws UnreadableTokenException when it was encrypted with another key, or is damaged
     */
    String decrypt(String account, byte[] stored) {
        try {
            return encryption.decrypt(stored);
        } catch (Encryption.UnreadableException e) {
            throw new UnreadableTokenException(account, e.getMessage());
        }
    }

    /** Whether a key that is for reading only encrypted it; false for null. */
    boolean isOld(byte[] stored) {
        return encryption.isOld(stored);
    }

    /** The stored tokens of an account cannot be decrypted. */
    static final class UnreadableTokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableTokenException(String account, String how) {
            super("The stored tokens of the account '" + account + "' " + how
                    + "; set TOKEN_ENCRYPTION_KEY to the key they were stored with, or name that key in"
                    + " TOKEN_ENCRYPTION_OLD_KEYS, or connect the account again");
        }
    }
}
