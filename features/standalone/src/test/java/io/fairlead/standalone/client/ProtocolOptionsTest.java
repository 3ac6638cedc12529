// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.tftp.client.TftpOptions;
import io.fairlead.vfs.ConnectorFileSystemConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.commons.vfs2.FileSystemOptions;
import org.junit.jupiter.api.Test;

class ProtocolOptionsTest {
    private static <T> T set(ConnectOptions.Key<T> key, String text) throws IOException {
        FileSystemOptions options = new FileSystemOptions();
        ProtocolOptions.set(options, Map.of(key.name(), text));
        return ConnectorFileSystemConfigBuilder.getInstance().get(options, key);
    }

    @Test
    void valuesAreReadByTheTypeOfTheOption() throws IOException {
        assertThat(set(FtpOptions.TLS, "implicit")).isEqualTo("implicit");
        assertThat(set(TftpOptions.BLOCK_SIZE, "8192")).isEqualTo(8192);
        assertThat(set(ConnectOptions.VERIFY_HOST_NAME, "false")).isFalse();
        assertThat(set(FtpOptions.DATA_TIMEOUT, "90")).isEqualTo(Duration.ofSeconds(90));
        assertThat(set(FtpOptions.DATA_TIMEOUT, "250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(set(FtpOptions.DATA_TIMEOUT, "2h")).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void whatIsWrongIsToldWithWhatIsExpected() {
        assertThatThrownBy(() -> set(TftpOptions.BLOCK_SIZE, "big"))
                .hasMessage("option tftp.blockSize is big, expected a whole number");
        assertThatThrownBy(() -> set(ConnectOptions.VERIFY_HOST_NAME, "yes")).hasMessageContaining("true or false");
        assertThatThrownBy(() -> set(FtpOptions.DATA_TIMEOUT, "soon")).hasMessageContaining("500ms");
        assertThatThrownBy(() -> ProtocolOptions.set(new FileSystemOptions(), Map.of("ftp.tsl", "x")))
                .hasMessageContaining("no option ftp.tsl; known are")
                .hasMessageContaining("smb.encryption");
    }

    @Test
    void eachOptionHasOneName() {
        assertThat(ProtocolOptions.names())
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(20)
                .contains("ioTimeout", "ftp.tls", "tftp.windowSize", "smb.encryption")
                .doesNotContain("password", "sslContext");
    }
}
