package io.clustergateway.kernel.ops;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version as a Git tag, {@code v1.2.3}
 * @param commit empty when the build was not told
 */
public record Build(String version, String commit) {
    /** The build that is running. */
    public static final Build CURRENT = read();

    /** The form of kube-apiserver's {@code /version} (apimachinery version.Info). */
    public JsonObject json() {
        String[] numbers = version.substring(1).split("[.-]", 3);
        return new JsonObject()
                .put("major", numbers[0])
                .put("minor", numbers[1])
                .put("gitVersion", version)
                .put("gitCommit", commit)
                .put("compiler", "javac")
                .put("javaVersion", Runtime.version().toString())
                .put("platform", platform());
    }

    private static String platform() {
        String arch = System.getProperty("os.arch");
        return System.getProperty("os.name").toLowerCase(Locale.ROOT) + "/" + arch;
    }

    private static Build read() {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build("v" + properties.getProperty("version"), properties.getProperty("commit"));
    }
}
