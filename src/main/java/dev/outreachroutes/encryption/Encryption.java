package dev.outreachroutes.encryption;

import dev.outreachroutes.settings.InvalidSettingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Encrypts texts for the database, with AES-256 in GCM. What is stored begins with the ID of the key, so that a wrong key is told
 * from a damaged value and keys can be exchanged: the new key encrypts, old ones still read.
 */
public final class Encryption {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 16;
    private static final int ID_BYTES = 8;

    private final Key current;
    private final List<Key> old;

    private record Key(byte[] id, AesBytesEncryptor aes) {

        static Key of(byte[] bytes) {
            return new Key(
                    sha256(bytes).substring(0, ID_BYTES).getBytes(StandardCharsets.US_ASCII),
                    new AesBytesEncryptor(
                            new SecretKeySpec(bytes, "AES"),
                            KeyGenerators.secureRandom(NONCE_BYTES),
                            CipherAlgorithm.GCM));
        }

        boolean made(byte[] stored) {
            return Arrays.equals(id, Arrays.copyOf(stored, ID_BYTES));
        }
    }

    /**
     * @param key base64 of exactly 32 bytes
     * @param oldKeys further keys of that form, for reading only
     * @throws InvalidSettingException when one is anything else
     */
    public Encryption(String key, List<String> oldKeys) {
        this.current = Key.of(decoded("TOKEN_ENCRYPTION_KEY", key));
        this.old = oldKeys.stream()
                .map(each -> Key.of(decoded("TOKEN_ENCRYPTION_OLD_KEYS", each)))
                .toList();
    }

    /** Null for null. */
    public byte[] encrypt(String text) {
        if (text == null) {
            return null;
        }
        byte[] encrypted = current.aes().encrypt(text.getBytes(StandardCharsets.UTF_8));
        byte[] stored = Arrays.copyOf(current.id(), ID_BYTES + encrypted.length);
        System.arraycopy(encrypted, 0, stored, ID_BYTES, encrypted.length);
        return stored;
    }

    /**
     * Null for null.
     *
     * @throws UnreadableException when it was encrypted with another key, or is damaged
     */
    public String decrypt(byte[] stored) {
        if (stored == null) {
            return null;
        }
        Key key = Stream.concat(Stream.of(current), old.stream())
                .filter(each -> each.made(stored))
                .findFirst()
                .orElseThrow(() -> new UnreadableException("were encrypted with another key"));
        try {
            return new String(
                    key.aes().decrypt(Arrays.copyOfRange(stored, ID_BYTES, stored.length)), StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            throw new UnreadableException("are damaged");
        }
    }

    /** Whether a key that is for reading only encrypted it; false for null. */
    public boolean isOld(byte[] stored) {
        return stored != null && old.stream().anyMatch(key -> key.made(stored) && !current.made(stored));
    }

    /** In lower-case hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] decoded(String variable, String key) {
        if (key == null || key.isBlank()) {
            throw unusable(variable + " is not set.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key.strip());
        } catch (IllegalArgumentException e) {
            throw unusable(variable + " is not base64.");
        }
        if (bytes.length != KEY_BYTES) {
            throw unusable(variable + " has " + bytes.length + " bytes instead of " + KEY_BYTES + ".");
        }
        return bytes;
    }

    private static InvalidSettingException unusable(String problem) {
        return new InvalidSettingException(
                problem,
                "Set TOKEN_ENCRYPTION_KEY to 32 random bytes in base64, the same on every replica; make them with:"
                        + " openssl rand -base64 32.");
    }

    /**
     * What is stored cannot be decrypted. The message says why, as what follows its name: {@code are damaged}, or {@code were encrypted
     * with another key}. It has no cause, which could show of what it could not read.
     */
    public static final class UnreadableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableException(String how) {
            super(how);
        }
    }
}
