package io.clustergateway.registry;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The manifests of a folder. A file that cannot be read keeps what it said last and hides no other. Blocking; used by
 * one thread at a time.
 */
final class ManifestFolder {
    private static final Pattern MANIFEST = Pattern.compile("[^.].*\\.(ya?ml|json)");

    private final Path folder;
    private final String namespace;
    private final Map<String, List<JsonObject>> lastGood = new HashMap<>();

    ManifestFolder(Path folder, String namespace) {
        this.folder = folder;
        this.namespace = namespace;
    }

    /**
     * All that is there now.
     *
     * @param members by name; of two of one name the one in the first file counts
     * @param faults by file
     */
    record Content(SortedMap<String, JsonObject> members, SortedMap<String, String> faults) {}

    synchronized Content read() throws IOException {
        Content content = new Content(new TreeMap<>(), new TreeMap<>());
        List<Path> files = files();
        lastGood.keySet()
                .retainAll(files.stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
        for (Path file : files) {
            String name = file.getFileName().toString();
            try {
                lastGood.put(name, ManifestFile.read(name, Files.readString(file), namespace));
            } catch (CharacterCodingException e) {
                content.faults().put(name, name + ":1: no UTF-8 (expected: manifests of Secrets)");
            } catch (IOException e) {
                content.faults().put(name, name + ":1: cannot be read (expected: a readable file)");
            } catch (ManifestFault fault) {
                content.faults().put(name, fault.getMessage());
            }
            lastGood.getOrDefault(name, List.of()).forEach(member -> add(name, member, content));
        }
        return content;
    }

    private static void add(String file, JsonObject member, Content content) {
        String name = member.getJsonObject("metadata").getString("name");
        if (content.members().putIfAbsent(name, member) != null) {
            content.faults()
                    .put(file, "%s:1: a second member of a name that another file has (expected: one)".formatted(file));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            MANIFEST.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }
}
