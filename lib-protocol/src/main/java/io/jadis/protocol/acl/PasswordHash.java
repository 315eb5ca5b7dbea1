package io.jadis.protocol.acl;

import io.jadis.protocol.config.ByteText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Passwords as they are kept: 64 hexadecimal digits of their SHA-256. */
final class PasswordHash {
    private static final int LENGTH = 64;

    private PasswordHash() {}

    static String of(byte[] password) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(password));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each JVM has it", e);
        }
    }

    static boolean isValid(String hash) {
        return hash.length() == LENGTH && hash.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** In a time that doesn't tell how much of it is right. */
    static boolean equal(String hash, String other) {
        return MessageDigest.isEqual(ByteText.bytes(hash), ByteText.bytes(other));
    }
}
