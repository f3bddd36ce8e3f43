import { Problem } from '../../base/problem.ts';

/** Says in our words what the file system answered. */
export function readProblem(error: unknown, file: string): Problem {
  if (error instanceof Problem) return error.within({ file });
  const { code, message } = error as NodeJS.ErrnoException;
  const options = (hint?: string) => ({ at: { file }, hint, cause: error });
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Problem('READ_NOT_FOUND', 'no such file or folder', options('Check the spelling of the path'));
    case 'EACCES':
    case 'EPERM':
      return new Problem(
        'READ_DENIED',
        'no permission to read this',
        options('Give the user who runs trailwatch the right to read it'),
      );
    case 'ELOOP':
      return new Problem('READ_LOOP', 'a link leads back to itself', options('Remove the link'));
    default:
      return new Problem('READ_FAILED', `reading failed: ${code ?? message}`, options());
  }
}
