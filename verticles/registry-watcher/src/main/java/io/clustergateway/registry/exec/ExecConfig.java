package io.clustergateway.registry.exec;

import io.clustergateway.registry.secrets.MemberFault;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Key {@code exec} of a Dynamic member's Secret: client-go's ExecConfig as JSON. Names of fields are matched in any case,
 * as Go does, because KubeVela writes {@code InteractiveMode}; unknown fields are passed over.
 *
 * @param env what the plugin's environment has beside the gateway's own part
 */
record ExecConfig(
        String apiVersion, String command, List<String> args, Map<String, String> env, boolean provideClusterInfo) {
    static final String V1 = "client.authentication.k8s.io/v1";
    static final String V1BETA1 = "client.authentication.k8s.io/v1beta1";

    private static final String KEY = "exec";

    /** By which a loader or an interpreter is made to run other code than the operator allowed. */
    private static final Pattern FOREIGN_CODE = Pattern.compile("(?i)(LD|DYLD|BASH)_.*|PYTHON.*|PERL5.*|RUBY(OPT|LIB)"
            + "|NODE_(OPTIONS|PATH)|GIT_.*|PATH|ENV|IFS|SHELLOPTS|PS4|GCONV_PATH|(_|JDK_)?JAVA_(TOOL_)?OPTIONS"
            + "|KUBERNETES_EXEC_INFO");

    ExecConfig {
        args = List.copyOf(args);
        env = Map.copyOf(env);
    }

    static ExecConfig read(String text) throws MemberFault {
        JsonObject json = anyCase(parse(text));
        String apiVersion = text(json, "apiversion", "apiVersion").orElse("");
        if (!apiVersion.equals(V1) && !apiVersion.equals(V1BETA1)) {
            throw MemberFault.key(KEY, "an apiVersion that is not known", V1 + " or " + V1BETA1);
        }
        checkInteraction(apiVersion, text(json, "interactivemode", "interactiveMode"));
        return new ExecConfig(
                apiVersion,
                text(json, "command", "command")
                        .orElseThrow(() -> MemberFault.key(KEY, "no command", "the plugin's absolute path")),
                args(json.getValue("args")),
                env(json.getValue("env")),
                Boolean.TRUE.equals(json.getValue("provideclusterinfo")));
    }

    private static JsonObject parse(String text) throws MemberFault {
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            throw MemberFault.key(KEY, "no JSON object", "client-go's ExecConfig as JSON");
        }
    }

    private static void checkInteraction(String apiVersion, Optional<String> mode) throws MemberFault {
        if (mode.isEmpty() && apiVersion.equals(V1BETA1)) {
            return;
        }
        switch (mode.orElse("")) {
            case "Never", "IfAvailable" -> {}
            case "Always" ->
                throw MemberFault.key(KEY, "interactiveMode Always, and nobody is there", "Never or IfAvailable");
            default -> throw MemberFault.key(KEY, "interactiveMode missing or unknown", "Never or IfAvailable");
        }
    }

    private static List<String> args(Object value) throws MemberFault {
        List<String> args = new ArrayList<>();
        for (Object argument : list(value, "args")) {
            args.add(plain(argument, "args", "texts"));
        }
        return args;
    }

    private static Map<String, String> env(Object value) throws MemberFault {
        Map<String, String> env = new LinkedHashMap<>();
        for (Object entry : list(value, "env")) {
            JsonObject pair = entry instanceof JsonObject object ? anyCase(object) : new JsonObject();
            String name = plain(pair.getValue("name"), "env", "entries with name and value");
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw MemberFault.key(KEY, "a name in env that is none", "entries with name and value");
            }
            if (FOREIGN_CODE.matcher(name).matches()) {
                throw MemberFault.key(
                        KEY, "a variable in env by which other code is run", "none for loaders and interpreters");
            }
            env.put(name, plain(pair.getValue("value", ""), "env", "entries with name and value"));
        }
        return env;
    }

    private static JsonArray list(Object value, String name) throws MemberFault {
        if (value == null) {
            return new JsonArray();
        }
        if (value instanceof JsonArray array) {
            return array;
        }
        throw MemberFault.key(KEY, name + " is no list", "a list");
    }

    private static Optional<String> text(JsonObject json, String key, String name) throws MemberFault {
        Object value = json.getValue(key);
        return value == null
                ? Optional.empty()
                : Optional.of(plain(value, name, "a text")).filter(text -> !text.isEmpty());
    }

    /** The system takes a NUL for the end. */
    private static String plain(Object value, String name, String expected) throws MemberFault {
        if (value instanceof String text && text.indexOf('\0') < 0) {
            return text;
        }
        throw MemberFault.key(KEY, name + " holds what is no text", expected);
    }

    private static JsonObject anyCase(JsonObject json) {
        JsonObject lower = new JsonObject();
        json.forEach(field -> lower.put(field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
        return lower;
    }

    @Override
    public String toString() {
        return "ExecConfig[command=%s, args and env masked]".formatted(command);
    }
}
