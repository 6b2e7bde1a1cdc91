package io.clustergateway.status;

import static io.clustergateway.status.Browser.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in Chromium, as people use it. */
@Timeout(120)
final class BrowserTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";

    @RegisterExtension
    static final ChromiumExtension chromium = new ChromiumExtension();

    private final Browser browser = chromium.browser();
    private House house;

    @BeforeEach
    void open() {
        house = new House();
        house.members(Members.healthy("alpha"), Members.healthy("beta"));
        browser.open(house.url());
        browser.complaints();
        browser.requests();
    }

    @AfterEach
    void close() {
        browser.open("about:blank");
        house.close();
    }

    @Test
    void asksForATokenThatTheHubKnows() {
        soon().until(() -> browser.one("#entry").isDisplayed());
        assertThat(browser.one("#page").isDisplayed()).isFalse();
        browser.signIn(House.NOBODYS);
        soon().until(() -> browser.text("#notice").contains("does not know this token"));
        browser.signIn(House.STRANGERS);
        soon().until(() -> browser.text("#notice").contains("sam cannot get path"));
        browser.signIn(House.TOKEN);
        soon().until(() -> rows().size() == 2);
        assertThat(browser.one("#notice").isDisplayed()).isFalse();
        assertThat(browser.text("#member-rows")).contains("alpha", "beta", "healthy", "ServiceAccountToken");
        assertThat(browser.text("#replica")).endsWith("as olga");
    }

    @Test
    void keepsTheTokenInMemoryOnly() {
        signIn();
        String kept = (String) browser.script("return location.href + document.cookie + JSON.stringify(localStorage) +"
                + " JSON.stringify(sessionStorage) + document.getElementById('token').value +"
                + " document.body.innerHTML");
        assertThat(kept).contains("alpha").doesNotContain(House.TOKEN);
        browser.one("#leave").click();
        soon().until(() -> browser.one("#entry").isDisplayed());
        assertThat(rows()).isEmpty();
        signIn();
        browser.open(house.url());
        soon().until(() -> browser.one("#entry").isDisplayed());
        assertThat(browser.one("#page").isDisplayed()).isFalse();
    }

    @Test
    void seesWhatChanges() {
        house.ops.show(
                "identity-rules",
                () -> new JsonObject()
                        .put("identityPassing", true)
                        .put(
                                "rules",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "first")
                                                .put("type", "x")
                                                .put("priority", 1)
                                                .put("at", "a:1:1"))));
        signIn();
        soon().until(() -> browser.text("#rule-rows").contains("first"));
        assertThat(hits()).isEqualTo("0");
        house.counters.decided("global", "first", "Impersonated");
        house.members(Members.usual().offline("being moved").named("alpha"), Members.healthy("beta"));
        house.counters.streams.labelValues("exec").set(1);
        soon().until(() -> browser.text("#member-rows").contains("being moved"));
        soon().until(() -> hits().equals("1"));
        assertThat(browser.text("#live")).contains("1 offline");
        assertThat(browser.text("#streams")).contains("exec");
        soon().until(() -> {
            house.counters.answered("beta", 200, 0.01);
            return browser.all("#member-rows .course").size() >= 2;
        });
        soon().until(() -> {
            house.counters.answered("beta", 200, 0.01);
            return browser.text("#member-rows tr:last-child").matches("(?s).*\\d/s.*\\d ms.*");
        });
        isClean();
    }

    @Test
    void textsOfOthersStayText() {
        house.ops.show(
                "identity-rules",
                () -> new JsonObject()
                        .put("identityPassing", true)
                        .put("findings", new JsonArray().add(HOSTILE))
                        .put(
                                "rules",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", HOSTILE)
                                                .put("type", HOSTILE)
                                                .put("priority", HOSTILE)
                                                .put("at", HOSTILE))));
        house.readiness.warn(HOSTILE, HOSTILE);
        house.members(
                Members.usual()
                        .with(HOSTILE, new Endpoint(HOSTILE, 443, HOSTILE))
                        .named(HOSTILE),
                Members.usual()
                        .with(new Health(Health.State.UNHEALTHY, HOSTILE))
                        .named("beta"));
        house.counters.answered(HOSTILE, 500, 0.01);
        house.counters.streams.labelValues(HOSTILE).set(1);
        signIn();
        soon().until(() -> browser.text("#member-rows strong").equals("beta"));
        assertThat(browser.text("#member-rows tr:last-child strong")).isEqualTo(HOSTILE);
        assertThat(browser.text("#member-rows tr:last-child code")).contains(HOSTILE);
        assertThat(browser.text("#rule-rows strong")).isEqualTo(HOSTILE);
        assertThat(browser.text("#findings")).isEqualTo(HOSTILE);
        assertThat(browser.text("#warnings strong")).isEqualTo(HOSTILE);
        assertThat(browser.text("#streams dt")).isEqualTo(HOSTILE);
        assertThat(browser.all("main img, main script, main [onerror]")).isEmpty();
        isClean();
    }

    /** That the other tests would notice. */
    @Test
    void aRequestElsewhereIsRefusedAndNoticed() {
        signIn();
        browser.script("fetch('http://127.0.0.1:9/').catch(() => {});"
                + " try { document.body.innerHTML = '<b>'; } catch (error) { window.refused = error.name; }");
        assertThat(browser.script("return window.refused")).isEqualTo("TypeError");
        soon().untilAsserted(() -> assertThat(browser.complaints()).anyMatch(line -> line.contains("127.0.0.1:9")));
    }

    @Test
    void manyMembersComeInPagesAndAreFound() {
        house.members(IntStream.range(0, 5000)
                .mapToObj(i -> Members.healthy("member-%04d".formatted(i)))
                .toArray(Member[]::new));
        signIn();
        soon().until(() -> rows().size() == 50);
        assertThat(browser.text("#place")).isEqualTo("1–50 of 5,000");
        browser.one("#next").click();
        soon().until(() -> browser.text("#member-rows strong").equals("member-0050"));
        browser.one("#search").sendKeys("ER-123");
        soon().until(() -> rows().size() == 10);
        assertThat(browser.text("#member-rows strong")).isEqualTo("member-1230");
        browser.one("#search").sendKeys("x");
        soon().until(() -> browser.text("#no-members").equals("No member matches."));
    }

    @Test
    void itCanBeUsedByKeyboardAndReadAloud() {
        house.members(Members.healthy("alpha"), Members.usual().offline("away").named("beta"));
        soon().until(() -> "token".equals(browser.script("return document.activeElement.id")));
        signIn();
        soon().until(() -> browser.text("#conditions").contains("offline 1"));
        WebElement offline = browser.all("#conditions button").get(4);
        browser.script("arguments[0].focus()", offline);
        offline.sendKeys(Keys.SPACE);
        soon().until(() -> rows().size() == 1);
        assertThat(offline.getDomAttribute("aria-pressed")).isEqualTo("true");
        assertThat(browser.script("return document.activeElement === arguments[0]", offline))
                .isEqualTo(true);
        assertThat(unnamed()).isEmpty();
        isClean();
    }

    @Test
    void fitsAPhoneAndTheDark() {
        Object light = background();
        browser.devTools(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        browser.devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
        try {
            signIn();
            assertThat(background()).isNotEqualTo(light);
            assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(360);
            assertThat(browser.one("#member-rows td").getCssValue("display")).isEqualTo("grid");
        } finally {
            browser.devTools("Emulation.clearDeviceMetricsOverride", Map.of());
            browser.devTools("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    @Test
    void saysWhenTheGatewayIsGone() {
        signIn();
        house.close();
        soon().until(() -> browser.text("#notice").contains("has not answered since"));
        assertThat(browser.one("body").getDomAttribute("class")).isEqualTo("stale");
        assertThat(rows()).hasSize(2);
    }

    private void signIn() {
        soon().until(() -> browser.one("#entry").isDisplayed());
        browser.signIn(House.TOKEN);
        soon().until(() -> !rows().isEmpty());
    }

    private List<WebElement> rows() {
        return browser.all("#member-rows tr");
    }

    private String hits() {
        return browser.text("#rule-rows tr:first-child td:nth-child(4)");
    }

    private Object background() {
        return browser.script("return getComputedStyle(document.body).backgroundColor");
    }

    /** Controls without a name for those who do not see them. */
    private List<?> unnamed() {
        return (List<?>)
                browser.script("return [...document.querySelectorAll('button, input, select')].filter((each) =>"
                        + " !each.textContent.trim() && !each.labels?.length && !each.ariaLabel).map((each) =>"
                        + " each.outerHTML)");
    }

    private void isClean() {
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith(house.url()));
        assertThat(browser.complaints()).isEmpty();
    }
}
