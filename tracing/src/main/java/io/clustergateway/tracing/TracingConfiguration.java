package io.clustergateway.tracing;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What kube-apiserver's TracingConfiguration says (apiserver.config.k8s.io).
 *
 * @param endpoint {@code host:port} for OTLP over gRPC in the clear, as there; http:// or https:// for OTLP over HTTP
 * @param samplesPerMillion of requests whose caller traces nothing
 */
record TracingConfiguration(String endpoint, int samplesPerMillion) {
    private static final Set<String> VERSIONS =
            Set.of("apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1beta1", "apiserver.config.k8s.io/v1alpha1");
    private static final Set<String> KEYS = Set.of("apiVersion", "kind", "endpoint", "samplingRatePerMillion");
    private static final String DEFAULT_ENDPOINT = "localhost:4317";
    private static final int MILLION = 1_000_000;

    /** @throws IllegalArgumentException with one line that says what is wrong, where, and what was expected */
    static TracingConfiguration read(String text) {
        Map<?, ?> tree = parse(text);
        if (!VERSIONS.contains(String.valueOf(tree.get("apiVersion")))) {
            throw fault("apiVersion", tree.get("apiVersion"), "apiserver.config.k8s.io/v1beta1");
        }
        if (!"TracingConfiguration".equals(tree.get("kind"))) {
            throw fault("kind", tree.get("kind"), "TracingConfiguration");
        }
        for (Object key : tree.keySet()) {
            if (!KEYS.contains(String.valueOf(key))) {
                throw fault(String.valueOf(key), "unknown key", "one of " + new TreeSet<>(KEYS));
            }
        }
        return new TracingConfiguration(endpoint(tree.get("endpoint")), samples(tree.get("samplingRatePerMillion")));
    }

    boolean isHttp() {
        return endpoint.startsWith("http://") || endpoint.startsWith("https://");
    }

    /** As OTLP's exporters take it: the signal's path is added where the endpoint has none. */
    String url() {
        if (!isHttp()) {
            return "http://" + endpoint;
        }
        String path = URI.create(endpoint).getRawPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? endpoint.replaceFirst("/$", "") + "/v1/traces"
                : endpoint;
    }

    private static Map<?, ?> parse(String text) {
        Object tree;
        try {
            tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (MarkedYAMLException e) {
            throw new IllegalArgumentException(
                    "line %d: %s (expected: YAML)".formatted(e.getProblemMark().getLine() + 1, e.getProblem()), e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("cannot be read (expected: YAML)", e);
        }
        if (tree instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("no mapping (expected: a TracingConfiguration)");
    }

    private static String endpoint(Object value) {
        if (value == null) {
            return DEFAULT_ENDPOINT;
        }
        String expected = "host:port for gRPC, or http(s)://host:port for HTTP";
        String text = String.valueOf(value);
        try {
            boolean hasScheme = text.contains("://");
            URI uri = URI.create(hasScheme ? text : "http://" + text);
            boolean isKnown = !hasScheme || Set.of("http", "https").contains(uri.getScheme());
            if (isKnown && uri.getHost() != null && uri.getRawUserInfo() == null && (hasScheme || uri.getPort() > 0)) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("endpoint: not a URL (expected: %s)".formatted(expected), e);
        }
        throw new IllegalArgumentException(
                "endpoint: not usable (expected: %s, without user info)".formatted(expected));
    }

    private static int samples(Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Integer number && number >= 0 && number <= MILLION) {
            return number;
        }
        throw fault("samplingRatePerMillion", value, "0-1000000");
    }

    private static IllegalArgumentException fault(String key, Object value, String expected) {
        return new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
    }
}
