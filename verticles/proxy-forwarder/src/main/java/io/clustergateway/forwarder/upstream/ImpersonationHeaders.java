package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Impersonation;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An {@link Impersonation} as header lines, escaped as client-go does (transport/round_trippers.go). */
final class ImpersonationHeaders {
    private static final String TOKEN_PUNCTUATION = "!#$&'*+-.^_`|~";

    private ImpersonationHeaders() {}

    /** A header line with its name in lower case. */
    record Line(String name, String value) {}

    /**
     * The lines, none for the credential's own identity.
     *
     * @throws Failure 403 when the identity cannot be carried without being changed on the way
     */
    static List<Line> of(Impersonation impersonation) {
        return impersonation instanceof Impersonation.As as ? of(as.identity()) : List.of();
    }

    private static List<Line> of(Caller caller) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("impersonate-user", checked("user", caller.user())));
        caller.uid().ifPresent(uid -> lines.add(new Line("impersonate-uid", checked("uid", uid))));
        caller.groups().forEach(group -> lines.add(new Line("impersonate-group", checked("group", group))));
        for (Map.Entry<String, List<String>> extra : caller.extra().entrySet()) {
            String name = "impersonate-extra-" + escape(extra.getKey());
            extra.getValue().forEach(value -> lines.add(new Line(name, checked("extra", value))));
        }
        return List.copyOf(lines);
    }

    /** Every byte that is no token character, % itself and capitals (the server lower-cases first) become %XX. */
    private static String escape(String key) {
        if (key.isEmpty()) {
            throw refused("extra key", "it is empty");
        }
        StringBuilder escaped = new StringBuilder(key.length());
        for (char c : wire("extra key", key).toCharArray()) {
            if (isLowerToken(c)) {
                escaped.append(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isLowerToken(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    /** Headers lose white space at their ends, so such a name would become another one at the member. */
    private static String checked(String what, String value) {
        if (value.isEmpty()) {
            throw refused(what, "it is empty");
        }
        if (!value.strip().equals(value)) {
            throw refused(what, "it begins or ends with white space");
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw refused(what, "it holds a control character");
        }
        return wire(what, value);
    }

    /** Header values leave as one byte a character, so UTF-8 goes out as the characters U+0000 to U+00FF of its bytes. */
    private static String wire(String what, String value) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            return StandardCharsets.ISO_8859_1.decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw refused(what, "it is no Unicode text");
        }
    }

    private static Failure refused(String what, String reason) {
        String message = "the caller's %s cannot be passed to the member in a header: %s".formatted(what, reason);
        return Failure.forbidden(message, Hop.IDENTITY_EXCHANGE).because("IdentityNotTransferable", reason);
    }
}
