package io.clustergateway.forwarder.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.clustergateway.forwarder.request.RequestTarget.MemberHealth;
import io.clustergateway.forwarder.request.RequestTarget.Own;
import io.clustergateway.forwarder.request.RequestTarget.Proxied;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whatever the request line says: it is refused, or the member gets what came, and it is the member that was authorized. */
final class RequestTargetFuzz {
    private static final String CLUSTERGATEWAYS = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/";
    private static final HttpMethod ANY = HttpMethod.POST;

    @FuzzTest
    void isRefusedOrReadAsEverybodyReadsIt(byte[] bytes) {
        String target = new String(bytes, StandardCharsets.ISO_8859_1);
        Optional<RequestTarget> read = read(target);
        read.ifPresent(found -> {
            if (found instanceof Proxied proxied) {
                check(target, proxied);
            } else if (found instanceof Own own) {
                isAuthorized(target, own.resource().plural(), own.name(), "");
            } else if (found instanceof MemberHealth health) {
                isAuthorized(target, "clustergateways", health.name(), "health");
            }
        });
    }

    private static Optional<RequestTarget> read(String target) {
        try {
            return Optional.of(RequestTarget.parse(target));
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo(400);
            return Optional.empty();
        }
    }

    private static void check(String target, Proxied proxied) {
        String path = pathOf(target);
        assertThat(path).startsWith(CLUSTERGATEWAYS);
        String segment = path.substring(CLUSTERGATEWAYS.length(), path.indexOf('/', CLUSTERGATEWAYS.length()));
        String front = CLUSTERGATEWAYS + segment + "/proxy";
        assertThat(proxied.path()).isEqualTo(path.equals(front) ? "/" : path.substring(front.length()));
        assertThat(proxied.name()).isEqualTo(once(segment)).isNotEmpty().doesNotContain("/");
        staysInside(proxied.path());
        assertThat(proxied.query().raw()).isEqualTo(withoutOurs(queryOf(target)));
        assertThat(proxied.impersonate()).isEqualTo(isAsked(queryOf(target)));
        assertThat(RequestTarget.parse(front + proxied.pathAndQuery()))
                .isEqualTo(new Proxied(proxied.name(), proxied.path(), proxied.query(), false));
        isAuthorized(target, "clustergateways", proxied.name(), "proxy");
    }

    /** The hub reviews these attributes before it sends the request on. */
    private static void isAuthorized(String target, String resource, String name, String subresource) {
        Attributes.Resource hub = (Attributes.Resource) RequestInfo.of(ANY, pathOf(target), Query.NONE);
        assertThat(List.of(hub.group(), hub.version(), hub.namespace()))
                .containsExactly(RequestTarget.GROUP, RequestTarget.VERSION, "");
        assertThat(hub.resource()).isEqualTo(resource);
        assertThat(hub.name()).isEqualTo(name);
        assertThat(hub.subresource()).isEqualTo(subresource);
    }

    /** However often the member's side decodes, and with slashes of both kinds. */
    private static void staysInside(String path) {
        String form = path;
        for (String before = ""; !form.equals(before); form = once(form)) {
            before = form;
            for (String segment : form.split("[/\\\\]", -1)) {
                assertThat(segment.split(";", -1)[0]).isNotIn(".", "..");
            }
            assertThat(form).doesNotContain("\0");
        }
    }

    private static String withoutOurs(String query) {
        List<String> kept = new ArrayList<>(Arrays.asList(query.split("&", -1)));
        kept.removeIf(pair -> nameOf(pair).equals("impersonate"));
        return String.join("&", kept);
    }

    private static boolean isAsked(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> nameOf(pair).equals("impersonate"))
                .findFirst()
                .filter(pair -> pair.indexOf('=') < 0
                        || List.of("false", "0").stream().noneMatch(valueOf(pair)::equalsIgnoreCase))
                .isPresent();
    }

    private static String nameOf(String pair) {
        return once(pair.split("=", 2)[0].replace('+', ' '));
    }

    private static String valueOf(String pair) {
        return once(pair.substring(pair.indexOf('=') + 1).replace('+', ' '));
    }

    private static String pathOf(String target) {
        return target.split("\\?", 2)[0];
    }

    private static String queryOf(String target) {
        return target.indexOf('?') < 0 ? "" : target.substring(target.indexOf('?') + 1);
    }

    /** Decoded once, by another road than the code's. */
    private static String once(String text) {
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int at = 0; at < from.length; at++) {
            String hex = from[at] == '%' && at + 2 < from.length
                    ? new String(from, at + 1, 2, StandardCharsets.ISO_8859_1)
                    : "";
            if (hex.matches("[0-9a-fA-F]{2}")) {
                to[length++] = (byte) Integer.parseInt(hex, 16);
                at += 2;
            } else {
                to[length++] = from[at];
            }
        }
        return new String(to, 0, length, StandardCharsets.UTF_8);
    }
}
