package io.clustergateway.identity.reload;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.RuleSource;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rule texts of a file or folder. All files of one reading are of one version of a mounted ConfigMap: its {@code
 * ..data} link is resolved first, and a version that the kubelet deletes meanwhile cannot be read to the end.
 */
final class RuleFiles {
    private static final Pattern RULES = Pattern.compile("[^.].*\\.(ya?ml|json)");
    private static final String DATA = "..data";

    private final Vertx vertx;
    private final Path path;

    RuleFiles(Vertx vertx, Path path) {
        this.vertx = vertx;
        this.path = path;
    }

    /** Whose changes are worth a reading: the folder, or the one the file is in. */
    Path folder() {
        Path absolute = path.toAbsolutePath();
        return Files.isDirectory(absolute) ? absolute : absolute.getParent();
    }

    /** All texts, or a {@link Unreadable}. */
    Future<List<RuleSource>> read() {
        return vertx.executeBlocking(this::files).compose(this::load);
    }

    /** File to read by the name that messages call it, in the order of evaluation. */
    private SortedMap<String, Path> files() {
        SortedMap<String, Path> files = new TreeMap<>();
        try {
            if (Files.isDirectory(path)) {
                Path data = path.resolve(DATA);
                Path version = Files.isDirectory(data) ? data.toRealPath() : path;
                try (Stream<Path> entries = Files.list(version)) {
                    entries.filter(RuleFiles::isRules)
                            .forEach(file ->
                                    files.put(path.resolve(file.getFileName()).toString(), file));
                }
            } else {
                files.put(path.toString(), path.toRealPath());
            }
        } catch (IOException e) {
            throw new Unreadable(path.toString(), "the file or folder cannot be read (expected: a readable one)");
        }
        if (files.isEmpty()) {
            throw new Unreadable(
                    path.toString(), "the folder holds no rule file (expected: one *.yaml, *.yml or *.json at least)");
        }
        return files;
    }

    private Future<List<RuleSource>> load(SortedMap<String, Path> files) {
        ConfigRetrieverOptions options = new ConfigRetrieverOptions().setScanPeriod(-1);
        files.forEach((name, file) -> options.addStore(new ConfigStoreOptions()
                .setType("file")
                .setFormat("raw")
                .setConfig(new JsonObject()
                        .put("path", file.toString())
                        .put("raw.key", name)
                        .put("raw.type", "binary"))));
        ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
        return retriever
                .getConfig()
                .map(texts -> decoded(files, texts))
                .recover(error -> Future.failedFuture(
                        error instanceof Unreadable
                                ? error
                                : new Unreadable(path.toString(), "it cannot be read (expected: readable files)")))
                .eventually(retriever::close);
    }

    private static List<RuleSource> decoded(SortedMap<String, Path> files, JsonObject texts) {
        List<RuleSource> sources = new ArrayList<>();
        files.keySet().forEach(name -> {
            try {
                ByteBuffer bytes = ByteBuffer.wrap(texts.getBinary(name));
                sources.add(new RuleSource(
                        name, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString()));
            } catch (CharacterCodingException e) {
                throw new Unreadable(name, "no UTF-8 (expected: YAML or JSON)");
            }
        });
        return sources;
    }

    private static boolean isRules(Path file) {
        return RULES.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
    }

    /** A rule text that is not there or cannot be read. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Finding finding;

        Unreadable(String name, String message) {
            super(message, null, false, false);
            finding = Finding.error("FileUnreadable", new Position(name, 1, 1), message, "");
        }

        Finding finding() {
            return finding;
        }
    }
}
