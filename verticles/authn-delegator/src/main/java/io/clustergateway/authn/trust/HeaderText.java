package io.clustergateway.authn.trust;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Texts as front proxies put them into headers. */
final class HeaderText {
    private static final int HEX = 16;

    private HeaderText() {}

    /**
     * The text behind a header value. Go writes UTF-8 bytes, our HTTP codec reads each byte as one character.
     *
     * @return nothing when the bytes are no UTF-8: read in any other way, they could be another caller's name
     */
    static Optional<String> utf8(String value) {
        if (value.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(value);
        }
        if (value.chars().anyMatch(c -> c > 0xFF)) {
            return Optional.empty();
        }
        return decoded(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Percent-decoded as by Go's url.PathUnescape; a malformed text stays whole as it is.
     *
     * @return nothing when the bytes are no UTF-8, or some stand there that no header name may have
     */
    static Optional<String> unescape(String text) {
        if (text.chars().anyMatch(c -> c >= 0x80)) {
            return Optional.empty();
        }
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
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
                return Optional.of(text);
            }
            bytes.write(high * HEX + low);
            i += 2;
        }
        return decoded(bytes.toByteArray());
    }

    private static Optional<String> decoded(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
