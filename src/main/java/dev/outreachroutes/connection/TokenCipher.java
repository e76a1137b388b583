package dev.outreachroutes.connection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Encrypts tokens for the database, with AES-256 in GCM. What is stored begins with the ID of the key, so that a wrong key is
 * told from a damaged value and keys can be exchanged one day.
 */
final class TokenCipher {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 16;
    private static final int ID_BYTES = 8;

    private final AesBytesEncryptor aes;
    private final byte[] keyId;

    /**
     * @param key base64 of exactly 32 bytes
     * @throws InvalidEncryptionKeyException when it is anything else
     */
    TokenCipher(String key) {
        byte[] bytes = decoded(key);
        this.aes = new AesBytesEncryptor(
                new SecretKeySpec(bytes, "AES"), KeyGenerators.secureRandom(NONCE_BYTES), CipherAlgorithm.GCM);
        this.keyId = sha256(bytes).substring(0, ID_BYTES).getBytes(StandardCharsets.US_ASCII);
    }

    /** Null for null. */
    byte[] encrypt(String token) {
        if (token == null) {
            return null;
        }
        byte[] encrypted = aes.encrypt(token.getBytes(StandardCharsets.UTF_8));
        byte[] stored = Arrays.copyOf(keyId, ID_BYTES + encrypted.length);
        System.arraycopy(encrypted, 0, stored, ID_BYTES, encrypted.length);
        return stored;
    }

    /**
     * Null for null.
     *
     * @throws UnreadableTokenException when it was encrypted with another key, or is damaged
     */
    String decrypt(String account, byte[] stored) {
        if (stored == null) {
            return null;
        }
        if (!Arrays.equals(keyId, Arrays.copyOf(stored, ID_BYTES))) {
            throw new UnreadableTokenException(account, "were encrypted with another key");
        }
        try {
            return new String(aes.decrypt(Arrays.copyOfRange(stored, ID_BYTES, stored.length)), StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            throw new UnreadableTokenException(account, "are damaged");
        }
    }

    /** In lower-case hexadecimal digits. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] decoded(String key) {
        if (key == null || key.isBlank()) {
            throw new InvalidEncryptionKeyException("TOKEN_ENCRYPTION_KEY is not set");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidEncryptionKeyException("TOKEN_ENCRYPTION_KEY is not base64");
        }
        if (bytes.length != KEY_BYTES) {
            throw new InvalidEncryptionKeyException(
                    "TOKEN_ENCRYPTION_KEY has " + bytes.length + " bytes instead of " + KEY_BYTES);
        }
        return bytes;
    }

    /** The stored tokens of an account cannot be decrypted. */
    static final class UnreadableTokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableTokenException(String account, String how) {
            super("The stored tokens of the account '" + account + "' " + how
                    + "; set TOKEN_ENCRYPTION_KEY to the key they were stored with, or connect the account again");
        }
    }
}
