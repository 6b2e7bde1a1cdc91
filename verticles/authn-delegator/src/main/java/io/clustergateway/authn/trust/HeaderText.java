package io.clustergateway.authn.trust;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts as front proxies put them into headers. */
final class HeaderText {
    private static final int HEX = 16;

    private HeaderText() {}

    /**
     * The text behind a header value. Go writes UTF-8 bytes, our HTTP codec reads each byte as one character; a value
     * that is not such bytes stays as it is.
     */
    static String utf8(String value) {
        if (value.chars().allMatch(c -> c < 0x80) || value.chars().anyMatch(c -> c > 0xFF)) {
            return value;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** Percent-decoded as by Go's url.PathUnescape; a malformed text stays whole as it is. */
    static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return utf8(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                bytes.write(text.charAt(i));
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), HEX);
            if (low < 0) {
                return text;
            }
            bytes.write(high * HEX + low);
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
