package io.clustergateway.status;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium that remembers what its page asked for and what it complained of. */
final class Browser implements AutoCloseable {
    private final ChromeDriver driver;

    Browser(Path chromium, Path chromedriver) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable("performance", Level.ALL);
        logs.enable("browser", Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // whose namespaces containers and root have not; it opens loopback only
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--window-size=1360,900");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
    }

    void open(String url) {
        driver.get(url);
    }

    void signIn(String token) {
        one("#token").sendKeys(token + "\n");
    }

    WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** The text of an element as it stands now, in one step, since a poll may replace it meanwhile. */
    String text(String selector) {
        return (String) driver.executeScript("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
    }

    Object script(String body, Object... arguments) {
        return driver.executeScript(body, arguments);
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(100));
    }

    void devTools(String command, Map<String, Object> parameters) {
        driver.executeCdpCommand(command, parameters);
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** URLs asked for since this was called last. */
    List<String> requests() {
        return driver.manage().logs().get("performance").getAll().stream()
                .map(entry -> new JsonObject(entry.getMessage()).getJsonObject("message"))
                .filter(message -> message.getString("method").equals("Network.requestWillBeSent"))
                .map(message ->
                        message.getJsonObject("params").getJsonObject("request").getString("url"))
                .filter(url -> !url.equals("data:,")) // the page a driver begins with
                .toList();
    }

    /** Lines of the console since this was called last: errors, violations of the policy and whatever else. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
