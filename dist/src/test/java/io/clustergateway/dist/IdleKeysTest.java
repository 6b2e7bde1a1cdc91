package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class IdleKeysTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(IdleKeys.class);

    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @BeforeEach
    void start() {
        written.start();
        LOG.addAppender(written);
    }

    @AfterEach
    void stop() {
        LOG.detachAppender(written);
    }

    @Test
    void tellsWhatSaysNothingWithoutItsSwitch() {
        assertThat(warnings(new JsonObject()
                        .put("serving", new JsonObject().put("selfManagedCertificateSecret", "here/it"))
                        .put("members", new JsonObject().put("proxyPort", 8090).put("proxyHost", ""))
                        .put("audit", new JsonObject().put("log", new JsonObject().put("maxAge", 7)))
                        .put(
                                "registry",
                                new JsonObject()
                                        .put("allowExecPlugin", new JsonArray())
                                        .put("execPluginTimeout", "3s"))
                        .put("profiles", new JsonObject().put("publish", false).put("hubUrl", "https://hub"))))
                .containsExactlyInAnyOrder(
                        "--self-managed-certificate-secret does nothing without serving.selfManagedCertificate",
                        "members.proxyPort does nothing without members.proxyHost",
                        "audit.log.maxAge does nothing without audit.log.path",
                        "registry.execPluginTimeout does nothing without registry.allowExecPlugin",
                        "profiles.hubUrl does nothing without profiles.publish");
    }

    @Test
    void saysNothingOfWhatHasItsSwitchOrIsOffItself() {
        assertThat(warnings(new JsonObject()
                        .put(
                                "serving",
                                new JsonObject()
                                        .put("selfManagedCertificate", "true")
                                        .put("selfManagedCertificateSecret", "here/it"))
                        .put("members", new JsonObject().put("proxyPort", 8090).put("proxyHost", "proxy"))
                        .put("audit", new JsonObject().put("log", new JsonObject().put("compress", false)))))
                .isEmpty();
        assertThat(warnings(new JsonObject())).isEmpty();
    }

    private List<String> warnings(JsonObject tree) {
        written.list.clear();
        Settings root = new SettingsFaults(
                        Map.of("serving.selfManagedCertificateSecret", "--self-managed-certificate-secret"))
                .read(tree);
        IdleKeys.warn(root);
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
