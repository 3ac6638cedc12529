// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The schemes of the FileSystemManager service come and go with the bundles that bring them. */
@Timeout(60)
class SchemeTest extends FrameworkTest {
    private FtpSite site;
    private FileSystemManager vfs;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "scheme", scratch);
        site.write("large", new byte[10_000_000]);
        vfs = framework.service(FileSystemManager.class);
    }

    @Override
    @AfterEach
    void takeBack() throws Exception {
        super.takeBack(); // starts the bundle again
        runtime().enableComponent(client()).getValue();
    }

    private ComponentDescriptionDTO client() {
        return runtime().getComponentDescriptionDTO(framework.bundle("ftp"), "io.fairlead.ftp.client.FtpConnector");
    }

    private ServiceComponentRuntime runtime() {
        return framework.service(ServiceComponentRuntime.class);
    }

    @Test
    void theSchemeGoesWithTheBundle() throws Exception {
        assertThat(vfs.getSchemes()).contains("ftp", "ftps", "file");
        FileObject before = vfs.resolveFile(site.url("/large"));
        assertThat(before.exists()).isTrue();
        framework.bundle("ftp").stop();
        await().untilAsserted(() ->
                assertThat(vfs.getSchemes()).doesNotContain("ftp", "ftps").contains("file"));
        assertThatThrownBy(() -> vfs.resolveFile(site.url("/large"))).isInstanceOf(FileSystemException.class);
        gone(before);
        framework.bundle("ftp").start();
        assertThat(vfs.getSchemes()).contains("ftp", "ftps");
        try (FileObject again = vfs.resolveFile(site.url("/large"))) {
            assertThat(again.getContent().getSize()).isEqualTo(10_000_000);
        }
        gone(before);
    }

    /** Only the client goes, so that its end is not the server's. */
    @Test
    void openStreamsFailWhenTheClientStaysAway() throws Exception {
        FileObject file = vfs.resolveFile(site.url("/large"));
        try (InputStream in = file.getContent().getInputStream()) {
            assertThat(in.read()).isZero();
            runtime().disableComponent(client()).getValue();
            await().until(() -> !vfs.hasProvider("ftp"));
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        await().until(() -> site.server().sessions().isEmpty());
        gone(file);
        runtime().enableComponent(client()).getValue();
        await().until(() -> vfs.hasProvider("ftp"));
        try (FileObject again = vfs.resolveFile(site.url("/large"))) {
            assertThat(again.getContent().getByteArray()).hasSize(10_000_000);
        }
    }

    @Test
    void aNewerClientTakesTheSchemeOver() throws Exception {
        FileObject before = vfs.resolveFile(site.url("/large"));
        assertThat(before.exists()).isTrue();
        framework.startNewer(framework.bundle("ftp"));
        framework.bundle("ftp").stop();
        assertThat(vfs.getSchemes()).contains("ftp");
        try (FileObject again = vfs.resolveFile(site.url("/large"))) {
            assertThat(again.getContent().getSize()).isEqualTo(10_000_000);
        }
        before.refresh();
        assertThat(before.getContent().getSize()).isEqualTo(10_000_000);
    }

    /** Client and server are in one bundle, so both are replaced in the middle of a transfer between them. */
    @Test
    void aReaderGoesOnWhenTheBundleIsUpdated() throws Exception {
        byte[] content = new byte[10_000_000];
        new Random(18).nextBytes(content);
        site.write("large", content);
        try (FileObject file = vfs.resolveFile(site.url("/large"));
                InputStream in = known(file).getContent().getInputStream()) {
            byte[] first = in.readNBytes(1_000_000);
            framework.updateAndRefresh(framework.bundle("ftp"));
            assertThat(first).isEqualTo(Arrays.copyOf(content, first.length));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, first.length, content.length));
            file.refresh();
            assertThat(file.getContent().getByteArray()).isEqualTo(content);
        }
    }

    /** What is written goes on to the server that drains, by the client that is to go. */
    @Test
    void aWriterGoesOnWhenTheBundleIsUpdated() throws Exception {
        byte[] content = new byte[10_000_000];
        new Random(19).nextBytes(content);
        FileObject file = vfs.resolveFile(site.url("/written"));
        try (OutputStream out = file.getContent().getOutputStream()) {
            out.write(content, 0, 1_000_000);
            framework.updateAndRefresh(framework.bundle("ftp"));
            out.write(content, 1_000_000, content.length - 1_000_000);
        }
        file.refresh();
        assertThat(file.getContent().getByteArray()).isEqualTo(content);
        await().until(() -> site.server().sessions().size() <= 1); // that of the client before has ended
    }

    /** With its size and time. */
    private static FileObject known(FileObject file) throws FileSystemException {
        assertThat(file.exists()).isTrue();
        return file;
    }

    private static void gone(FileObject file) {
        assertThatThrownBy(() -> {
                    file.refresh();
                    file.getContent().getSize();
                })
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("was closed");
        assertThatThrownBy(() -> file.getContent().getInputStream()).isInstanceOf(FileSystemException.class);
    }
}
