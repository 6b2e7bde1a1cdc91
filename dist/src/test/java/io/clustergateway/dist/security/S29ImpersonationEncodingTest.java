package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An identity arrives as it was, whatever its names are made of, or it does not arrive at all. */
@Timeout(90)
final class S29ImpersonationEncodingTest {
    private static final int IDENTITIES = 200;
    private static final String EXTRA = "impersonate-extra-";
    private static final List<String> PIECES = List.of(
            "a",
            "B",
            "0",
            "-",
            "_",
            ".",
            "%",
            "%41",
            "%2F",
            "/",
            ":",
            "@",
            " x",
            "\u00e9",
            "\u4e2d",
            "\ud83d\ude00",
            "=",
            "\"",
            ",",
            ";",
            "\\",
            "~");

    private static final List<User> users = users();

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults().hub(hub());

    private static List<User> users() {
        Random random = new Random(29);
        List<User> users = new ArrayList<>();
        for (int i = 0; i < IDENTITIES; i++) {
            User user = User.of("u" + text(random), "g" + text(random), "h" + text(random));
            for (int extra = 0; extra < 2; extra++) {
                user = user.withExtra("k" + extra + text(random), "v" + text(random), "w" + text(random));
            }
            users.add(user);
        }
        return users;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static PocketOptions hub() {
        PocketOptions options = PocketOptions.create("hub-ca");
        for (int i = 0; i < IDENTITIES; i++) {
            options = options.withToken("fuzz-" + i, users.get(i));
        }
        int next = 0;
        for (User evil : evil().toList()) {
            options = options.withToken("evil-" + next++, evil);
        }
        return options;
    }

    static Stream<User> evil() {
        String line = "a\r\nImpersonate-Group: system:masters";
        return Stream.of(
                User.of(line),
                User.of("alice", line),
                User.of("alice").withExtra("scopes", line),
                User.of("a\nb"),
                User.of("alice", "a\rb"),
                User.of("a\0b"),
                User.of("a\u007fb"),
                User.of("alice", ""),
                User.of("alice", " padded "),
                User.of("\u0085alice\u0085", "\u0001"));
    }

    @Test
    void everyIdentityArrivesAsItWas() {
        for (int i = 0; i < IDENTITIES; i++) {
            gateway.rig().member().server().forgetRequests();
            HttpVersion version = i % 2 == 0 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
            try (PocketClient client = gateway.rig().direct(Credential.token("fuzz-" + i), version)) {
                PocketClient.Answer answer = client.get(PROXY + "/version");
                assertThat(answer.status()).as(users.get(i) + answer.body()).isEqualTo(200);
            }
            assertThat(asTheMemberReadsIt(gateway.seen().get(0))).isEqualTo(users.get(i));
        }
    }

    @Test
    void whatALineCannotCarryIsRefused() {
        int count = (int) evil().count();
        for (int i = 0; i < count; i++) {
            try (PocketClient client = gateway.rig().direct(Credential.token("evil-" + i), HttpVersion.HTTP_1_1)) {
                assertThat(client.get(PROXY + "/version").status())
                        .as("evil-" + i)
                        .isIn(400, 401, 403);
                assertThat(client.get(PROXY + "/api", "Connection", "Upgrade", "Upgrade", "websocket")
                                .status())
                        .isIn(400, 401, 403);
            }
        }
        assertThat(gateway.seen()).isEmpty();
    }

    /** As kube-apiserver does: keys in lower case, then unescaped; values as UTF-8. */
    private static User asTheMemberReadsIt(SeenRequest seen) {
        Map<String, List<String>> extra = new TreeMap<>();
        for (String name : seen.headerNames(EXTRA).stream().distinct().toList()) {
            extra.put(
                    unescaped(name.substring(EXTRA.length())),
                    seen.header(name).stream()
                            .map(S29ImpersonationEncodingTest::utf8)
                            .toList());
        }
        List<String> groups = seen.header("impersonate-group").stream()
                .map(S29ImpersonationEncodingTest::utf8)
                .filter(group -> !group.equals("system:authenticated"))
                .toList();
        return new User(utf8(seen.header("impersonate-user").get(0)), "", groups, extra);
    }

    private static String unescaped(String key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) == '%') {
                bytes.write(Integer.parseInt(key.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(key.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String utf8(String value) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
