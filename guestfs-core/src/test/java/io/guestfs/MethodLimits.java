package io.guestfs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds methods that are too long, too deep or take too much. The parameter of the scan is the depth reached so far. */
final class MethodLimits extends TreeScanner<@Nullable Void, Integer> {

    private static final int LONGEST_METHOD = 60;
    private static final int MOST_PARAMETERS = 5;
    private static final int DEEPEST = 3;

    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> findings;
    private boolean inRecord;

    MethodLimits(CompilationUnitTree unit, SourcePositions positions, List<String> findings) {
        this.unit = unit;
        this.positions = positions;
        this.findings = findings;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, Integer depth) {
        boolean outer = inRecord;
        inRecord = type.getKind() == Tree.Kind.RECORD;
        super.visitClass(type, 0);
        inRecord = outer;
        return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, Integer depth) {
        long lines = line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, method)) + 1;
        if (lines > LONGEST_METHOD) {
            add(method, method.getName() + " has " + lines + " lines, more than " + LONGEST_METHOD);
        }
        boolean components = inRecord && method.getName().contentEquals("<init>");
        if (!components && method.getParameters().size() > MOST_PARAMETERS) {
            add(
                    method,
                    method.getName() + " takes " + method.getParameters().size() + " parameters, more than "
                            + MOST_PARAMETERS);
        }
        return super.visitMethod(method, 0);
    }

    @Override
    public @Nullable Void visitIf(IfTree tree, Integer depth) {
        int inside = deeper(tree, depth);
        scan(tree.getCondition(), depth);
        scan(tree.getThenStatement(), inside);
        // A chain of else-if is read as one list of cases.
        return scan(tree.getElseStatement(), tree.getElseStatement() instanceof IfTree ? depth : inside);
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree tree, Integer depth) {
        return super.visitForLoop(tree, deeper(tree, depth));
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, Integer depth) {
        return super.visitEnhancedForLoop(tree, deeper(tree, depth));
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, Integer depth) {
        return super.visitWhileLoop(tree, deeper(tree, depth));
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, Integer depth) {
        return super.visitDoWhileLoop(tree, deeper(tree, depth));
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, Integer depth) {
        return super.visitSwitch(tree, deeper(tree, depth));
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, Integer depth) {
        return super.visitSwitchExpression(tree, deeper(tree, depth));
    }

    @Override
    public @Nullable Void visitTry(TryTree tree, Integer depth) {
        return super.visitTry(tree, deeper(tree, depth));
    }

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree tree, Integer depth) {
        return super.visitSynchronized(tree, deeper(tree, depth));
    }

    private int deeper(Tree tree, int depth) {
        if (depth == DEEPEST) {
            add(tree, "something is nested more than " + DEEPEST + " levels deep");
        }
        return depth + 1;
    }

    private void add(Tree tree, String finding) {
        findings.add(
                unit.getSourceFile().getName() + ":" + line(positions.getStartPosition(unit, tree)) + ": " + finding);
    }

    private long line(long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
