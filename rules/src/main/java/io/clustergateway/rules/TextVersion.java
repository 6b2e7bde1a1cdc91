package io.clustergateway.rules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names what a rule set was made of, so that replicas can be compared. */
final class TextVersion {
    private static final int DIGITS = 12;

    private TextVersion() {}

    /** Hex digits of the SHA-256 over names and texts, each with its length before it. */
    static String of(List<RuleSource> sources) {
        MessageDigest digest = sha256();
        for (RuleSource source : sources) {
            add(digest, source.name());
            add(digest, source.text());
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }
}
