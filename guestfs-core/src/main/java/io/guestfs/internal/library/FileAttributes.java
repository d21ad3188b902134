package io.guestfs.internal.library;

import io.guestfs.calls.AttributesCalls;
import io.guestfs.internal.call.CallRunner;
import io.guestfs.internal.codec.AttributesCodec;
import io.guestfs.internal.codec.DirectoriesCodec;
import io.guestfs.internal.local.FileAttributesHome;
import io.guestfs.structs.Stat;
import io.guestfs.structs.StatNs;
import io.guestfs.structs.Xattr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Attributes of many files at once, asked for in groups so that neither message grows too large. */
public final class FileAttributes implements FileAttributesHome {

    private static final int GROUP = 1000;

    private final CallRunner runner;
    private final AttributesCalls attributes;

    /**
     * Makes the home.
     *
     * @param runner makes the calls that are not public
     * @param attributes the calls with nanoseconds
     */
    public FileAttributes(CallRunner runner, AttributesCalls attributes) {
        this.runner = runner;
        this.attributes = attributes;
    }

    @Override
    public Stat stat(String path) {
        return seconds(attributes.statns(path));
    }

    @Override
    public Stat lstat(String path) {
        return seconds(attributes.lstatns(path));
    }

    @Override
    public List<Stat> lstatlist(String path, List<String> names) {
        return attributes.lstatnslist(path, names).stream()
                .map(FileAttributes::seconds)
                .toList();
    }

    @Override
    public List<StatNs> lstatnslist(String path, List<String> names) {
        return inGroups(names, group -> runner.daemon(AttributesCodec.INTERNAL_LSTATNSLIST, null, path, group));
    }

    @Override
    public List<Xattr> lxattrlist(String path, List<String> names) {
        return inGroups(names, group -> runner.daemon(AttributesCodec.INTERNAL_LXATTRLIST, null, path, group));
    }

    @Override
    public List<String> readlinklist(String path, List<String> names) {
        return inGroups(names, group -> runner.daemon(DirectoriesCodec.INTERNAL_READLINKLIST, null, path, group));
    }

    private static <T> List<T> inGroups(List<String> names, Function<List<String>, List<T>> ask) {
        List<T> all = new ArrayList<>(names.size());
        for (int from = 0; from < names.size(); from += GROUP) {
            all.addAll(ask.apply(names.subList(from, Math.min(names.size(), from + GROUP))));
        }
        return all;
    }

    private static Stat seconds(StatNs s) {
        return new Stat(
                s.stDev(),
                s.stIno(),
                s.stMode(),
                s.stNlink(),
                s.stUid(),
                s.stGid(),
                s.stRdev(),
                s.stSize(),
                s.stBlksize(),
                s.stBlocks(),
                s.stAtimeSec(),
                s.stMtimeSec(),
                s.stCtimeSec());
    }
}
