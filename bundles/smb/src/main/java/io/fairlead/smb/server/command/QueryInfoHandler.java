// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.UserQuotas;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformation;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.fscc.FileSystemInformation;
import io.fairlead.smb.fscc.FullEaInformation;
import io.fairlead.smb.fscc.ShortName;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.TreeConnect;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** QUERY_INFO, [MS-SMB2] 3.3.5.20. */
final class QueryInfoHandler {
    private QueryInfoHandler() {}

    static Reply query(Request request, QueryInfoRequest body) throws SmbException, StorageException {
        request.checkPayload(
                Math.max(body.most(), body.input().length),
                request.negotiated().limits().transact());
        SmbOpen open = request.any(body.fileId());
        if (open.pipe() != null) {
            return PipeHandlers.query(body);
        }
        return switch (body.type()) {
            case InfoType.FILE -> file(request, open, body);
            case InfoType.FILESYSTEM -> fileSystem(open, body);
            case InfoType.SECURITY -> SecurityHandlers.query(open, body);
            case InfoType.QUOTA -> QuotaHandlers.query(open, body);
            default -> throw new SmbException(NtStatus.INVALID_PARAMETER, "InfoType " + body.type());
        };
    }

    private static Reply file(Request request, SmbOpen open, QueryInfoRequest body)
            throws SmbException, StorageException {
        int informationClass = body.informationClass();
        if (informationClass == FileInformationClass.NORMALIZED_NAME
                && !request.negotiated().dialect().atLeast(Dialect.SMB_3_1_1)) {
            throw new SmbException(NtStatus.NOT_SUPPORTED, "normalized names are of 3.1.1"); // 3.3.5.20.1
        }
        if (informationClass == FileInformationClass.FULL_EA) {
            return extended(open, body);
        }
        OptionalInt fixed = FileInformation.fixedBytes(informationClass);
        if (fixed.isEmpty()) {
            throw new SmbException(NtStatus.INVALID_INFO_CLASS, "class " + informationClass);
        }
        if (body.most() < fixed.getAsInt()) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH, body.most() + " bytes for class " + informationClass);
        }
        if (informationClass == FileInformationClass.STREAM) {
            return whole(information(open, informationClass).streams(open.file().streams()), body.most());
        }
        if (needsReadAttributes(informationClass) && !open.has(AccessMask.READ_ATTRIBUTES)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to read attributes");
        }
        if (informationClass == FileInformationClass.ALTERNATE_NAME) {
            WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
            String shortName = ShortName.of(open.file().path().name());
            return cut(out.u32(2L * shortName.length()).utf16(shortName).toBytes(), body.most());
        }
        return cut(information(open, informationClass).encode(informationClass), body.most());
    }

    /** [MS-SMB2] 3.3.5.20.1 FileFullEaInformation: all, or those named. */
    private static Reply extended(SmbOpen open, QueryInfoRequest body) throws SmbException, StorageException {
        if (!open.has(AccessMask.READ_EA)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not opened to read extended attributes");
        }
        Map<String, byte[]> all = open.file().xattrs();
        List<String> names;
        try {
            names = FullEaInformation.decodeNames(body.input());
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
        Map<String, byte[]> told = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> each : all.entrySet()) {
            if (names.isEmpty() || names.stream().anyMatch(each.getKey()::equalsIgnoreCase)) {
                told.put(each.getKey(), each.getValue());
            }
        }
        for (String name : names) { // one that is not there has no value
            if (told.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                told.put(name, new byte[0]);
            }
        }
        if (told.isEmpty()) {
            throw new SmbException(NtStatus.NO_EAS_ON_FILE, "no extended attributes");
        }
        byte[] encoded = FullEaInformation.encode(told);
        if (encoded.length > body.most()) {
            throw new SmbException(NtStatus.BUFFER_OVERFLOW, encoded.length + " bytes");
        }
        return Reply.of(new OutputResponse(encoded));
    }

    private static boolean needsReadAttributes(int informationClass) {
        return switch (informationClass) {
            case FileInformationClass.BASIC,
                    FileInformationClass.ALL,
                    FileInformationClass.NETWORK_OPEN,
                    FileInformationClass.ATTRIBUTE_TAG -> true;
            default -> false;
        };
    }

    private static FileInformation information(SmbOpen open, int informationClass) throws StorageException {
        OpenFile file = open.file();
        Attributes attributes = open.attributes();
        boolean tellsEas = informationClass == FileInformationClass.EA || informationClass == FileInformationClass.ALL;
        return new FileInformation(
                attributes,
                open.view().fileId(attributes.id()),
                open.view().id(),
                SmbName.of(file.path(), streamName(file)),
                open.access(),
                open.deletePending() || file.isDeletePending(),
                tellsEas && file.stream().isEmpty() && !attributes.isLink()
                        ? FullEaInformation.bytes(file.xattrs())
                        : 0,
                open.position(),
                open.mode());
    }

    /** As it was named when it was made, whatever case it was opened by, if the Export tells that of a stream. */
    private static String streamName(OpenFile file) throws StorageException {
        String opened = file.stream();
        if (opened.isEmpty()) {
            return opened;
        }
        try {
            return file.streams().stream()
                    .map(Entry::name)
                    .filter(opened::equalsIgnoreCase)
                    .findFirst()
                    .orElse(opened);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_SUPPORTED) {
                return opened;
            }
            throw e;
        }
    }

    private static Reply fileSystem(SmbOpen open, QueryInfoRequest body) throws SmbException, StorageException {
        TreeConnect.Mount view = open.view();
        Set<Storage.Feature> features = view.features();
        Optional<UserQuotas> quotas = view.volume().quotas();
        FileSystemInformation information = new FileSystemInformation(
                open.tree().share().name(),
                view.id(),
                attributes(features) | (quotas.isPresent() ? FileSystemInformation.VOLUME_QUOTAS : 0),
                view.volume().space(),
                quotas.map(UserQuotas::limitBytes));
        int informationClass = body.informationClass();
        byte[] all = information
                .encode(informationClass)
                .orElseThrow(() -> new SmbException(NtStatus.INVALID_INFO_CLASS, "class " + informationClass));
        if (body.most() < FileSystemInformation.fixedBytes(informationClass)) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH, body.most() + " bytes for class " + informationClass);
        }
        return cut(all, body.most());
    }

    private static int attributes(Set<Storage.Feature> features) {
        int bits = FileSystemInformation.CASE_PRESERVED_NAMES
                | FileSystemInformation.UNICODE_ON_DISK
                | FileSystemInformation.PERSISTENT_ACLS;
        bits |= features.contains(Storage.Feature.CASE_INSENSITIVE) ? 0 : FileSystemInformation.CASE_SENSITIVE_SEARCH;
        bits |= SparseFiles.supported(features) ? FileSystemInformation.SUPPORTS_SPARSE_FILES : 0;
        bits |= features.contains(Storage.Feature.STREAMS) ? FileSystemInformation.NAMED_STREAMS : 0;
        bits |= features.contains(Storage.Feature.XATTRS) ? FileSystemInformation.SUPPORTS_EXTENDED_ATTRIBUTES : 0;
        bits |= features.contains(Storage.Feature.HARD_LINKS) ? FileSystemInformation.SUPPORTS_HARD_LINKS : 0;
        bits |= features.contains(Storage.Feature.SYMLINKS) ? FileSystemInformation.SUPPORTS_REPARSE_POINTS : 0;
        bits |= features.contains(Storage.Feature.WRITE) ? 0 : FileSystemInformation.READ_ONLY_VOLUME;
        return bits;
    }

    /** What does not fit is cut off, and the client told. */
    private static Reply cut(byte[] all, long most) {
        return all.length <= most
                ? Reply.of(new OutputResponse(all))
                : new Reply(NtStatus.BUFFER_OVERFLOW, new OutputResponse(Arrays.copyOf(all, (int) most)));
    }

    /** All, or an error: half of it would be no list. */
    private static Reply whole(byte[] all, long most) throws SmbException {
        if (all.length > most) {
            throw new SmbException(NtStatus.BUFFER_OVERFLOW, all.length + " bytes");
        }
        return Reply.of(new OutputResponse(all));
    }
}
