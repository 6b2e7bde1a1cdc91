package io.clustergateway.status;

import static io.clustergateway.status.Browser.soon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Makes the picture of the README from a gateway that runs: {@code Picture URL TOKEN FILE SECONDS}. */
final class Picture {
    private Picture() {}

    public static void main(String[] words) throws IOException {
        try (Browser browser = new Browser(
                ChromiumExtension.find("chromium").orElseThrow(),
                ChromiumExtension.find("chromedriver").orElseThrow())) {
            browser.devTools(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", 1360, "height", 1080, "deviceScaleFactor", 1, "mobile", false));
            browser.open(words[0]);
            browser.signIn(words[1]);
            soon().until(() -> !browser.all("#member-rows tr").isEmpty());
            long until = System.nanoTime()
                    + Duration.ofSeconds(Long.parseLong(words[3])).toNanos();
            soon().atMost(Duration.ofMinutes(10)).until(() -> System.nanoTime() - until > 0);
            Files.write(Path.of(words[2]), browser.picture());
        }
    }
}
