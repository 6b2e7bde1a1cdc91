package io.clustergateway.dist.cluster.kubeconfig;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as Kubernetes' tools read and write it: what JSON knows, in blocks. */
public final class YamlText {
    private YamlText() {}

    /**
     * Reads one document.
     *
     * @return empty for an empty text
     * @throws IllegalArgumentException with line and column, and nothing of the text
     */
    static JsonObject read(String text) {
        try {
            Object tree = yaml().load(text);
            if (tree == null) {
                return new JsonObject();
            }
            if (tree instanceof Map<?, ?> map) {
                return new JsonObject(named(map));
            }
        } catch (org.yaml.snakeyaml.error.MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new IllegalArgumentException("no YAML, see line " + line, null);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("no YAML", null);
        }
        throw new IllegalArgumentException("no fields", null);
    }

    /** Reads documents; empty ones are left out. */
    public static List<JsonObject> readAll(String text) {
        List<JsonObject> documents = new ArrayList<>();
        yaml().loadAll(text).forEach(tree -> {
            if (tree instanceof Map<?, ?> map) {
                documents.add(new JsonObject(named(map)));
            }
        });
        return documents;
    }

    /** Writes a document. */
    public static String write(JsonObject tree) {
        return yaml().dump(plain(tree));
    }

    private static Yaml yaml() {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        style.setSplitLines(false);
        return new Yaml(new SafeConstructor(limits), new Representer(style), style, limits, new WithoutDates());
    }

    /** Without what is null: to Kubernetes' tools it is the same, and client-go writes a list without entries so. */
    private static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                named.put(String.valueOf(key), json(value));
            }
        });
        return named;
    }

    private static Object json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return new JsonObject(named(map));
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(item -> array.add(item == null ? null : json(item)));
            return array;
        }
        return value;
    }

    private static Object plain(Object value) {
        if (value instanceof JsonObject object) {
            Map<String, Object> map = new LinkedHashMap<>();
            object.forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (value instanceof JsonArray array) {
            return array.stream().map(YamlText::plain).toList();
        }
        return value;
    }

    /** A date is text to JSON. */
    private static final class WithoutDates extends Resolver {
        @Override
        public void addImplicitResolver(Tag tag, Pattern regexp, String first, int limit) {
            if (!tag.equals(Tag.TIMESTAMP)) {
                super.addImplicitResolver(tag, regexp, first, limit);
            }
        }
    }
}
