package io.clustergateway.dist.packed;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.packed.BillOfMaterials.Component;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the runnable jar says of its own parts, against the jars that were packed. */
final class SupplyChainTest {
    private static final Path CLASSES = Path.of("target", "classes");

    private static ZipFile runnable;
    private static BillOfMaterials bill;
    private static List<Path> packed;

    @BeforeAll
    static void open() throws IOException {
        runnable = new ZipFile(System.getProperty("runnable.jar"));
        bill = BillOfMaterials.of(runnable);
        packed = Stream.of(Files.readString(Path.of(System.getProperty("packed")))
                        .trim()
                        .split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    @AfterAll
    static void close() throws IOException {
        runnable.close();
    }

    @Test
    void theBillNamesEachPackedJarByItsBytes() {
        Set<String> known = bill.components().stream().map(Component::sha256).collect(Collectors.toSet());
        assertThat(packed).hasSizeGreaterThan(50).allMatch(jar -> known.contains(sha256(jar)));
        assertThat(bill.components()).hasSameSizeAs(packed);
    }

    @Test
    void eachClassComesFromAPackedJarOrFromHere() throws IOException {
        Set<String> known = new HashSet<>();
        for (Path jar : packed) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                zip.stream().map(ZipEntry::getName).forEach(known::add);
            }
        }
        Set<String> unknown = runnable.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(".class") || name.endsWith(".so"))
                .filter(name -> !known.contains(name) && !Files.exists(CLASSES.resolve(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unknown).isEmpty();
    }

    @Test
    void eachOtherPartHasALicenceThatIsAllowed() {
        assertThat(bill.components())
                .filteredOn(part -> !part.isOurs())
                .allMatch(part -> Licences.allow(part.licences()));
    }

    @ParameterizedTest
    @CsvSource({"GPL-3.0-only,false", "LGPL-2.1-only,false", "'',false", "MIT,true"})
    void unknownAndReciprocalLicencesAreRefused(String licence, boolean isAllowed) {
        assertThat(Licences.allow(List.of(licence))).isEqualTo(isAllowed);
    }

    @Test
    void noLicenceIsNoLicence() {
        assertThat(Licences.allow(List.of())).isFalse();
        assertThat(Licences.allow(List.of("LGPL-2.1-only", "EPL-2.0"))).isTrue();
    }

    @Test
    void thirdPartyTextNamesEachOtherPart() throws IOException {
        try (InputStream entry = runnable.getInputStream(runnable.getEntry("META-INF/THIRD-PARTY.txt"))) {
            String text = new String(entry.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(bill.components())
                    .filteredOn(part -> !part.isOurs())
                    .allMatch(part -> text.contains("(" + part.coordinates() + " "));
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
