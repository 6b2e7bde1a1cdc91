package io.clustergateway.testkit.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder, where a JUnit {@code @TempDir} does not reach. Whatever cannot be done throws UncheckedIOException. */
public record Folder(Path path) {

    /** A new one. */
    public static Folder create(String prefix) {
        try {
            return new Folder(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a file of this name is or would be. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Writes a file whole, and returns it. */
    public Path write(String name, String text) {
        try {
            return Files.writeString(resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String name) {
        try {
            return Files.readString(resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty file that no other has the name of. */
    public Path newFile(String prefix, String suffix) {
        try {
            return Files.createTempFile(path, prefix, suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #newFile(String, String)}, with this in it. */
    public Path newFile(String prefix, String suffix, String text) {
        return write(newFile(prefix, suffix).getFileName().toString(), text);
    }

    /** Removes it with all that is in it. */
    public void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
