package io.clustergateway.testkit.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A ConfigMap mounted as a volume, swapped as a kubelet does (kubernetes pkg/volume/util/atomic_writer.go): the files are
 * links through {@code ..data}, which is a link to a folder for each version and is replaced by one rename; then the
 * former folder is deleted.
 */
public final class ConfigMapVolume {
    private static final String DATA = "..data";

    private final Path folder;
    private int versions;

    /** A volume in this folder, made when it is absent, with these files in it. */
    public ConfigMapVolume(Path folder, Map<String, String> data) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        swap(data);
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** A file of it, as a program names it. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The next version of the ConfigMap: exactly these files. */
    public void swap(Map<String, String> data) {
        try {
            Path version = Files.createDirectory(folder.resolve("..version_" + ++versions));
            for (Map.Entry<String, String> file : data.entrySet()) {
                Files.writeString(version.resolve(file.getKey()), file.getValue());
            }
            Path former =
                    Files.exists(folder.resolve(DATA)) ? folder.resolve(DATA).toRealPath() : version;
            Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), version.getFileName());
            Files.move(link, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
            for (String name : data.keySet()) {
                if (!Files.isSymbolicLink(folder.resolve(name))) {
                    Files.createSymbolicLink(folder.resolve(name), Path.of(DATA, name));
                }
            }
            removeLinksBesides(data);
            if (!former.equals(version)) {
                delete(former);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeLinksBesides(Map<String, String> data) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.startsWith("..") && !data.containsKey(name)) {
                    Files.delete(entry);
                }
            }
        }
    }

    private static void delete(Path version) throws IOException {
        try (Stream<Path> files = Files.list(version)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(version);
    }
}
