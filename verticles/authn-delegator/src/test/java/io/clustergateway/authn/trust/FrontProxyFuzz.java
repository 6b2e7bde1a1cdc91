package io.clustergateway.authn.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Credentials.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whatever a front proxy sends, {@code NAME: VALUE} a line and each byte a character as the HTTP codec reads it: the caller is
 * who the bytes say, or nobody. A hub that knows this caller would name them so that the same one is read again.
 */
final class FrontProxyFuzz {
    private static final FrontProxyTrust TRUST =
            new FrontProxyTrust(CaBundle.EMPTY, List.of(), CredentialHeaders.DEFAULT);
    private static final String USER = "x-remote-user";
    private static final String TOKEN = "!#$&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";

    @FuzzTest
    void namesExactlyWhoTheBytesSayOrNobody(byte[] bytes) {
        List<Header> lines = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String[] pair = line.split(": ?", 2);
            lines.add(new Header(pair[0], pair.length == 1 ? "" : pair[1]));
        }
        Optional<Caller> read;
        try {
            read = TRUST.caller(lines);
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo(401);
            assertThat(refused.getMessage()).matches("[ -~]+");
            return;
        }
        Optional<String> named = lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(USER))
                .map(Header::value)
                .findFirst();
        assertThat(read.map(caller -> onTheWire(caller.user()))).isEqualTo(named.filter(name -> !name.isEmpty()));
        read.ifPresent(caller -> {
            assertThat(caller.groups().stream().map(FrontProxyFuzz::onTheWire))
                    .containsExactlyElementsOf(valuesOf(lines, "x-remote-group"));
            assertThat(TRUST.caller(asAHubSends(caller))).hasValue(caller);
        });
    }

    private static List<String> valuesOf(List<Header> lines, String name) {
        return lines.stream()
                .filter(line ->
                        line.name().equalsIgnoreCase(name) && !line.value().isEmpty())
                .map(Header::value)
                .toList();
    }

    /** client-go transport/round_trippers.go, SetAuthProxyHeaders; capitals are escaped besides, for they get lost there. */
    private static List<Header> asAHubSends(Caller caller) {
        List<Header> lines = new ArrayList<>();
        lines.add(new Header("X-Remote-User", onTheWire(caller.user())));
        caller.uid().ifPresent(uid -> lines.add(new Header("X-Remote-Uid", onTheWire(uid))));
        caller.groups().forEach(group -> lines.add(new Header("X-Remote-Group", onTheWire(group))));
        caller.extra()
                .forEach((key, values) -> values.forEach(
                        value -> lines.add(new Header("X-Remote-Extra-" + escaped(key), onTheWire(value)))));
        return lines;
    }

    private static String escaped(String key) {
        StringBuilder escaped = new StringBuilder();
        for (char c : onTheWire(key).toCharArray()) {
            escaped.append(TOKEN.indexOf(c) >= 0 ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return escaped.toString();
    }

    /** A character for each byte of the UTF-8. */
    private static String onTheWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
