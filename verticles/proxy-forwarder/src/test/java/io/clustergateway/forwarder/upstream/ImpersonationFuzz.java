package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clustergateway.forwarder.upstream.ImpersonationHeaders.Line;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.testkit.fuzz.Written;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whoever the caller is: kube-apiserver reads out of the headers exactly that, or there are none. */
final class ImpersonationFuzz {
    private static final String EXTRA = "impersonate-extra-";

    @FuzzTest
    void arrivesAsItWasOrNotAtAll(byte[] bytes) {
        Written written = Written.of(bytes);
        String user = written.first("user");
        if (user.isEmpty()) {
            return;
        }
        Map<String, List<String>> extra = new TreeMap<>();
        for (String pair : written.all("extra")) {
            String[] keyAndValue = pair.split("=", 2);
            extra.computeIfAbsent(keyAndValue[0], key -> new ArrayList<>())
                    .add(keyAndValue.length == 1 ? "" : keyAndValue[1]);
        }
        Caller caller = new Caller(
                user, Optional.of(written.first("uid")).filter(uid -> !uid.isEmpty()), written.all("group"), extra);
        List<Line> lines;
        try {
            lines = ImpersonationHeaders.of(new Impersonation.As(caller));
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo(403);
            assertThat(refused.getMessage().chars()).noneMatch(c -> c < ' ');
            return;
        }
        assertThat(asReadThere(lines)).isEqualTo(caller);
    }

    /** apiserver pkg/endpoints/filters/impersonation.go, behind Go's net/http. */
    private static Caller asReadThere(List<Line> lines) {
        List<String> users = new ArrayList<>();
        List<String> uids = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        Map<String, List<String>> extra = new TreeMap<>();
        for (Line line : lines) {
            String name = line.name().toLowerCase(Locale.ROOT);
            assertThat(name).matches("[-!#$&'*+.^_`|~%0-9a-z]+");
            String value = onTheWire(line.value());
            switch (name) {
                case "impersonate-user" -> users.add(value);
                case "impersonate-uid" -> uids.add(value);
                case "impersonate-group" -> groups.add(value);
                default -> {
                    assertThat(name).startsWith(EXTRA);
                    extra.computeIfAbsent(pathUnescaped(name.substring(EXTRA.length())), key -> new ArrayList<>())
                            .add(value);
                }
            }
        }
        assertThat(users).hasSize(1);
        assertThat(uids).hasSizeLessThan(2);
        return new Caller(users.get(0), uids.stream().findFirst(), groups, extra);
    }

    /** textproto trims blanks and tabs, and ValidHeaderFieldValue refuses other controls. */
    private static String onTheWire(String value) {
        byte[] sent = value.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new String(sent, StandardCharsets.ISO_8859_1)).isEqualTo(value);
        assertThat(value.chars()).noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f);
        String trimmed = value.replaceAll("^[ \\t]+|[ \\t]+$", "");
        return new String(trimmed.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String pathUnescaped(String key) {
        byte[] out = new byte[key.length()];
        int length = 0;
        for (int at = 0; at < key.length(); at++) {
            if (key.charAt(at) == '%') {
                out[length++] = (byte) Integer.parseInt(key.substring(at + 1, at + 3), 16);
                at += 2;
            } else {
                out[length++] = (byte) key.charAt(at);
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
