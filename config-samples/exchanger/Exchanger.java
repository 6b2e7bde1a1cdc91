import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * An example of a server for rules of type ExternalIdentityExchanger: whoever is called {@code ext-NAME} at the hub is
 * {@code NAME@corp} in the group {@code external} at the member, and nobody else is anybody.
 *
 * <pre>
 * java Exchanger.java --port 8443 --cert server.crt --key server.key [--client-ca gateways-ca.crt] [--host 127.0.0.1]
 * </pre>
 *
 * The key is PKCS#8 ({@code BEGIN PRIVATE KEY}). With {@code --client-ca} only clients with a certificate of it are heard.
 * Port 0 takes a free one; the first line printed names the address. Needs nothing but a JDK of version 17 or later.
 */
public final class Exchanger {
    private static final String API_VERSION = "cluster.core.oam.dev/v1alpha1";
    private static final String KIND = "IdentityExchangeReview";
    private static final int LARGEST_QUESTION = 1 << 20;
    private static final int TTL_SECONDS = 60;

    /** Here is what to change: who is this caller at the member? */
    private static Map<String, Object> decide(Map<String, Object> request) {
        String username = Json.text(Json.object(request, "user"), "username");
        if (!username.startsWith("ext-") || username.length() == "ext-".length()) {
            return Json.of("allowed", false, "message", "only ext-NAME has an account", "ttlSeconds", 5);
        }
        String name = username.substring("ext-".length());
        return Json.of(
                "allowed",
                true,
                "identity",
                Json.of("username", name + "@corp", "groups", List.of("external")),
                "ttlSeconds",
                TTL_SECONDS);
    }

    public static void main(String[] arguments) {
        try {
            serve(options(arguments));
        } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
            System.err.println("cannot start: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void serve(Map<String, String> options) throws IOException, GeneralSecurityException {
        InetSocketAddress address = new InetSocketAddress(
                options.getOrDefault("host", "127.0.0.1"), Integer.parseInt(options.getOrDefault("port", "8443")));
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(tls(options));
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/", Exchanger::handle);
        server.start();
        System.out.printf("listening on %s:%d%n", address.getHostString(), port(server));
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (i + 1 == arguments.length
                    || !List.of("host", "port", "cert", "key", "client-ca").contains(name)) {
                throw new IllegalArgumentException(
                        arguments[i] + " (expected: --host, --port, --cert, --key or --client-ca with a value)");
            }
            options.put(name, arguments[i + 1]);
        }
        if (!options.containsKey("cert") || !options.containsKey("key")) {
            throw new IllegalArgumentException("--cert and --key are needed");
        }
        return options;
    }

    // ---- the conversation ----

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
                respond(exchange);
            } else {
                exchange.sendResponseHeaders(405, -1);
            }
        }
    }

    private static void respond(HttpExchange exchange) throws IOException {
        byte[] answer;
        try {
            answer = answer(new String(body(exchange), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            exchange.sendResponseHeaders(400, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(LARGEST_QUESTION + 1);
            if (body.length > LARGEST_QUESTION) {
                throw new IllegalArgumentException("a question larger than 1 MiB");
            }
            return body;
        }
    }

    private static String answer(String question) {
        Map<String, Object> review = Json.object(Json.read(question));
        if (!API_VERSION.equals(review.get("apiVersion")) || !KIND.equals(review.get("kind"))) {
            throw new IllegalArgumentException("not an " + KIND + " of " + API_VERSION);
        }
        Map<String, Object> request = Json.object(review, "request");
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("uid", Json.text(request, "uid"));
        response.putAll(decide(request));
        return Json.write(Json.of("apiVersion", API_VERSION, "kind", KIND, "response", response));
    }

    // ---- TLS from PEM files ----

    private static HttpsConfigurator tls(Map<String, String> options) throws IOException, GeneralSecurityException {
        boolean knowsClients = options.containsKey("client-ca");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity(Path.of(options.get("cert")), Path.of(options.get("key")))
                        .getKeyManagers(),
                knowsClients ? trust(Path.of(options.get("client-ca"))).getTrustManagers() : null,
                null);
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setNeedClientAuth(knowsClients);
                parameters.setSSLParameters(ssl);
            }
        };
    }

    private static KeyManagerFactory identity(Path cert, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry(
                "server", privateKey(key), new char[0], certificates(cert).toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }

    private static TrustManagerFactory trust(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate certificate : certificates(ca)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String base64 =
                Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another kind.
            }
        }
        throw new GeneralSecurityException(file + " holds no EC, RSA or Ed25519 key in PKCS#8");
    }

    // ---- as much of JSON as is needed; use a library in a server of your own ----

    private static final class Json {
        private static final int DEEPEST = 64;

        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            Json json = new Json(text);
            Object value = json.value(0);
            if (json.peek() != 0) {
                throw json.wrong();
            }
            return value;
        }

        /** An object with these keys and values, in this order. */
        static Map<String, Object> of(Object... keysAndValues) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < keysAndValues.length; i += 2) {
                object.put((String) keysAndValues[i], keysAndValues[i + 1]);
            }
            return object;
        }

        static Map<String, Object> object(Map<String, Object> parent, String key) {
            return object(parent.get(key));
        }

        static Map<String, Object> object(Object value) {
            if (!(value instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("no JSON object where one was expected");
            }
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, member) -> object.put((String) key, member));
            return object;
        }

        static String text(Map<String, Object> parent, String key) {
            if (!(parent.get(key) instanceof String text)) {
                throw new IllegalArgumentException(key + " is no string");
            }
            return text;
        }

        static String write(Object value) {
            if (value instanceof Map<?, ?> map) {
                return map.entrySet().stream()
                        .map(entry -> write(entry.getKey()) + ":" + write(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            }
            if (value instanceof List<?> list) {
                return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
            }
            return value instanceof String string ? quoted(string) : String.valueOf(value);
        }

        private static String quoted(String string) {
            StringBuilder quoted = new StringBuilder("\"");
            for (char c : string.toCharArray()) {
                if (c == '"' || c == '\\' || c < ' ') {
                    quoted.append(String.format("\\u%04x", (int) c));
                } else {
                    quoted.append(c);
                }
            }
            return quoted.append('"').toString();
        }

        private Object value(int depth) {
            if (depth > DEEPEST) {
                throw wrong();
            }
            return switch (peek()) {
                case '{' -> members(depth);
                case '[' -> elements(depth);
                case '"' -> string();
                default -> literal();
            };
        }

        private Map<String, Object> members(int depth) {
            Map<String, Object> object = new LinkedHashMap<>();
            expect('{');
            while (more('}', object.isEmpty())) {
                peek();
                String key = string();
                expect(':');
                object.put(key, value(depth + 1));
            }
            return object;
        }

        private List<Object> elements(int depth) {
            List<Object> array = new ArrayList<>();
            expect('[');
            while (more(']', array.isEmpty())) {
                array.add(value(depth + 1));
            }
            return array;
        }

        /** Whether another entry follows; takes the comma before it, or the bracket at the end. */
        private boolean more(char end, boolean first) {
            if (peek() == end) {
                at++;
                return false;
            }
            if (!first) {
                expect(',');
            }
            return true;
        }

        private String string() {
            expect('"');
            StringBuilder string = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                string.append(c == '\\' ? escaped() : c);
            }
            expect('"');
            return string.toString();
        }

        private char escaped() {
            char c = at < text.length() ? text.charAt(at++) : 0;
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> unicode();
                default -> throw wrong();
            };
        }

        private char unicode() {
            if (at + 4 > text.length()) {
                throw wrong();
            }
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }

        private Object literal() {
            int start = at;
            while (at < text.length() && "+-.".indexOf(text.charAt(at)) >= 0
                    || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            String word = text.substring(start, at);
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                default -> Double.valueOf(word);
            };
        }

        /** The next character that is no white space, 0 at the end. */
        private char peek() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void expect(char c) {
            if (at >= text.length() || (c != '"' ? peek() : text.charAt(at)) != c) {
                throw wrong();
            }
            at++;
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("no JSON at character " + at);
        }
    }
}
