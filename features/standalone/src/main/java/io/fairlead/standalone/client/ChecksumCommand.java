// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.client.RemoteChecksums.Checksum;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code checksum URL...}. */
@Command(
        name = "checksum",
        description = "Prints checksums in the manner of sha256sum: those that the server computes, where it does"
                + " (FTP servers with HASH, XSHA256, XMD5 or XCRC), else of what is read. Tells on standard error"
                + " which they are.")
public final class ChecksumCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files.")
    private List<String> urls;

    @Option(
            names = {"-a", "--algorithm"},
            paramLabel = "NAME",
            converter = Algorithm.class,
            description = "sha256 (unless said otherwise), sha512, sha1, md5 or crc32.")
    private String algorithm = Sums.ALGORITHMS.get(0);

    @Option(names = "--read", description = "Read the files, whatever the server offers.")
    private boolean read;

    @Option(
            names = "--json",
            description = "Print one JSON object a line: name, algorithm, checksum, and by whom (server or reading).")
    private boolean json;

    private int byServer;
    private int byReading;

    @Override
    void run(ClientSession session) throws IOException {
        Attempts attempts = new Attempts(this::fail);
        for (String url : session.expanded(urls, this::fail)) {
            attempts.at(() -> tell(session, url));
        }
        if (!json && byServer + byReading > 0) {
            warn(algorithm + ": " + byServer + " computed by the server, " + byReading + " by reading");
        }
    }

    private void tell(ClientSession session, String url) throws IOException {
        FileObject file = session.existingFile(url);
        Optional<Checksum> own =
                read ? Optional.empty() : retries().call(attempt -> Sums.ofServer(file, List.of(algorithm)));
        Checksum sum = own.isPresent() ? own.get() : retries().call(attempt -> read(session, file));
        byServer += own.isPresent() ? 1 : 0;
        byReading += own.isPresent() ? 0 : 1;
        print(line(Names.mask(url), sum.hex(), own.isPresent() ? "server" : "reading"));
    }

    private Checksum read(ClientSession session, FileObject file) throws IOException {
        try (Progress progress = progress(Names.size(file))) {
            progress.file(Names.base(file));
            return Sums.read(session, file, algorithm, progress);
        }
    }

    private String line(String name, String hex, String by) {
        return json
                ? new Json()
                        .with("name", name)
                        .with("algorithm", algorithm)
                        .with("checksum", hex)
                        .with("by", by)
                        .line()
                : hex + "  " + name;
    }

    /** As people write them, with and without a hyphen. */
    static final class Algorithm implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            String plain = plain(text);
            return Sums.ALGORITHMS.stream()
                    .filter(known -> plain(known).equals(plain))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is none of sha256, sha512, sha1, md5 and crc32"));
        }

        private static String plain(String name) {
            return name.toLowerCase(Locale.ROOT).replace("-", "");
        }
    }
}
